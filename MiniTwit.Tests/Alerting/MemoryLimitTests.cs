using System.Globalization;
using System.Text.RegularExpressions;
using MiniTwit.Tests.Publishing;

namespace MiniTwit.Tests.Alerting;

/// <summary>An app is told of before its container's limit ends it: the alert would come too late after it.</summary>
public sealed partial class MemoryLimitTests
{
    private const double Leeway = 0.9;

    [Theory]
    [InlineData("api")]
    [InlineData("web")]
    public async Task What_an_app_may_use_unnoticed_is_below_its_limit(string app)
    {
        var service = Manifest.Read(Manifest.SwarmStack, "services")[app];
        var limit = Manifest.Scalar(Manifest.Map(Manifest.Map(Manifest.Map(service, "deploy"), "resources"), "limits"), "memory");

        var threshold = Threshold()
            .Match(
                await File.ReadAllTextAsync(Deployment.Path("deploy/prometheus/rules/hosts.yml"), TestContext.Current.CancellationToken)
            );

        Assert.True(threshold.Success, "No rule on an app's memory is found.");
        Assert.Contains(app, threshold.Groups["apps"].Value.Split('|'));
        Assert.EndsWith("m", limit, StringComparison.Ordinal);
        Assert.InRange(Number(threshold.Groups["mebibytes"].Value), 1, Leeway * Number(limit[..^1]));
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex(
        """process_memory_usage_bytes\{job=~"(?<apps>[\w|]+)"\}\) > (?<mebibytes>\d+) \* 1024 \* 1024$""",
        RegexOptions.Multiline
    )]
    private static partial Regex Threshold();
}
