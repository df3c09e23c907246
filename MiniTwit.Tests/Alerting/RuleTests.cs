namespace MiniTwit.Tests.Alerting;

/// <summary>Prometheus' own tool on the configuration as it is shipped.</summary>
public sealed class RuleTests
{
    [Fact]
    public async Task Configuration_and_rules_are_valid()
    {
        var (exitCode, output) = await Deployment.RunAsync(
            "promtool",
            ["check", "config", Deployment.Path("deploy/prometheus/prometheus.yml")]
        );

        Assert.True(exitCode == 0, output);
    }

    [Fact]
    public async Task Alerts_fire_when_they_should_and_only_then()
    {
        var (exitCode, output) = await Deployment.RunAsync("promtool", ["test", "rules", .. RuleTestFiles.All]);

        Assert.True(exitCode == 0, output);
    }
}
