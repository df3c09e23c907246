using System.Text.RegularExpressions;
using MiniTwit.Tests.Stack;
using static MiniTwit.Tests.Publishing.Manifest;

namespace MiniTwit.Tests.Publishing;

/// <summary>What the swarm's stack has to hold besides what every manifest does.</summary>
public sealed partial class StackFileTests
{
    private const string File = "swarm/stack.yaml";
    private const int LongestConfigName = 64;

    [Fact]
    public void It_has_the_services_of_the_app_droplet() =>
        Assert.Equal(Read("app-droplet/compose.yaml", "services").Keys, Read(File, "services").Keys);

    [Fact]
    public void Each_replica_of_a_service_has_an_address_that_its_name_is_answered_with() =>
        Assert.All(Read(File, "services").Values, service => Assert.Equal("dnsrr", Scalar(Map(service, "deploy"), "endpoint_mode")));

    [Theory]
    [InlineData("migrations")]
    [InlineData("api")]
    [InlineData("web")]
    public void Passwords_of_the_apps_are_files(string app)
    {
        var passwords = SecretParameters();

        Assert.NotEmpty(passwords);
        Assert.All(
            Map(Read(File, "services")[app], "environment").Children,
            variable =>
                Assert.All(passwords, password => Assert.DoesNotContain(password, variable.Value.ToString(), StringComparison.Ordinal))
        );
    }

    [Fact]
    public void What_is_in_each_secret_is_known()
    {
        var known = System
            .IO.File.ReadLines(Repository.File("deploy", "swarm", "secrets.env"))
            .Where(line => !line.StartsWith('#'))
            .Select(line => line.Split('=')[0]);

        Assert.Equal(
            known.Append("DATABASE_CA").Order(StringComparer.Ordinal),
            Read(File, "secrets")
                .Values.Select(secret => SecretVariable().Match(Scalar(secret, "name")).Groups[1].Value)
                .Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void No_config_has_a_name_that_a_swarm_refuses() =>
        Assert.All(Read(File, "configs").Values, config => Assert.InRange(Scalar(config, "name").Length, 1, LongestConfigName));

    [Fact]
    public void A_service_that_has_ended_within_seconds_does_not_pause_its_update()
    {
        var ending = Read(File, "services")
            .Values.Select(service => Map(service, "deploy"))
            .Where(deploy => Scalar(Map(deploy, "restart_policy"), "condition") == "on-failure")
            .ToList();

        Assert.NotEmpty(ending);
        Assert.All(ending, deploy => Assert.Equal("continue", Scalar(Map(deploy, "update_config"), "failure_action")));
    }

    [Fact]
    public void Prometheus_finds_what_runs_on_every_node_by_the_name_it_has()
    {
        var configuration = System.IO.File.ReadAllText(Repository.File("deploy", "prometheus", "prometheus.yml"));
        var names = Read(File, "services")
            .Values.Where(service => Scalar(Map(service, "deploy"), "mode") == "global")
            .SelectMany(service => Sequence(Map(Map(service, "networks"), "private"), "aliases"))
            .ToList();

        Assert.NotEmpty(names);
        Assert.All(names, name => Assert.Contains($"names: [{name}]", configuration, StringComparison.Ordinal));
    }

    private static string[] SecretParameters() =>
        [
            .. System
                .IO.File.ReadAllText(Repository.File("deploy", "app-droplet", ".env.example"))
                .Split("\n\n")
                .Where(parameter => parameter.Contains("Secret.", StringComparison.Ordinal))
                .Select(parameter => $"${{{Parameter().Match(parameter).Groups[1].Value}:"),
        ];

    [GeneratedRegex(@"^\$\{([A-Z_]+)_SECRET:\?\}$")]
    private static partial Regex SecretVariable();

    [GeneratedRegex("^([A-Z0-9_]+)=", RegexOptions.Multiline)]
    private static partial Regex Parameter();
}
