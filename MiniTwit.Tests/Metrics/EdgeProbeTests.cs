using System.Text.RegularExpressions;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Metrics;

/// <summary>What rules ask of the edge's certificates is what the real probe tells of the real edge.</summary>
public sealed partial class EdgeProbeTests
{
    [Theory]
    [InlineData("api", $"api.{EdgeProcess.Domain}")]
    [InlineData("grafana", $"grafana.{EdgeProcess.Domain}")]
    [InlineData("kibana", $"kibana.{EdgeProcess.Domain}")]
    public async Task Each_name_has_its_certificate_looked_at_though_nothing_is_behind_it(string instance, string host)
    {
        await using var edge = new EdgeInBrief();

        var samples = await RunningProgram.SamplesAsync(edge.Probe(instance), "probe_success 1");

        Assert.Contains(samples, sample => sample.StartsWith("probe_ssl_earliest_cert_expiry ", StringComparison.Ordinal));
        var chain = Assert.Single(samples, sample => sample.StartsWith("probe_ssl_last_chain_info{", StringComparison.Ordinal));
        // It is that name's, and the rules tell the edge's own authority from the world's by its issuer.
        Assert.Equal(host, SubjectAlternative().Match(chain).Groups[1].Value);
        var ours = OwnAuthority()
            .Matches(
                await File.ReadAllTextAsync(
                    Repository.File("deploy", "prometheus", "rules", "edge.yml"),
                    TestContext.Current.CancellationToken
                )
            )
            .Select(match => match.Groups[1].Value)
            .ToList();
        Assert.NotEmpty(ours);
        Assert.All(ours, issuer => Assert.Matches($"^(?:{issuer})$", Issuer().Match(chain).Groups[1].Value));
    }

    [GeneratedRegex(@"subjectalternative=""([^""]*)""")]
    private static partial Regex SubjectAlternative();

    [GeneratedRegex(@"[{,]issuer=""([^""]*)""")]
    private static partial Regex Issuer();

    [GeneratedRegex(@"issuer=~""([^""]+)""")]
    private static partial Regex OwnAuthority();
}
