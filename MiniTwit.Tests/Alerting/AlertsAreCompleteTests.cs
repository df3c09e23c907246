using System.Net.Http.Json;
using System.Text.Json;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Alerting;

/// <summary>Every alert that the running Prometheus knows tells an operator how bad it is and what to do, and is tested.</summary>
public sealed class AlertsAreCompleteTests(StackFixture stack)
{
    private static readonly string[] Severities = ["critical", "warning"];

    /// <summary>Fires always and is sent to no person.</summary>
    private const string Watchdog = "Watchdog";

    [Fact]
    public async Task Each_alert_has_a_severity_texts_and_a_heading_in_the_runbook()
    {
        var headings = (await File.ReadAllLinesAsync(Deployment.Path("docs/operations/alerts.md"), TestContext.Current.CancellationToken))
            .Where(line => line.StartsWith("## ", StringComparison.Ordinal))
            .Select(line => line[3..])
            .ToList();

        var alerts = await AlertsAsync();

        Assert.Equal(alerts.Select(Name).Distinct().Order(), headings.Order());
        Assert.All(
            alerts,
            alert =>
            {
                Assert.Contains(
                    alert.GetProperty("labels").GetProperty("severity").GetString(),
                    Name(alert) == Watchdog ? ["none"] : Severities
                );
                var annotations = alert.GetProperty("annotations");
                Assert.False(string.IsNullOrWhiteSpace(annotations.GetProperty("summary").GetString()));
                Assert.False(string.IsNullOrWhiteSpace(annotations.GetProperty("description").GetString()));
                Assert.Equal(
                    $"docs/operations/alerts.md#{Name(alert).ToLowerInvariant()}",
                    annotations.GetProperty("runbook_url").GetString()
                );
            }
        );
    }

    [Fact]
    public async Task Each_alert_has_a_rule_test_that_fires_and_one_that_does_not()
    {
        var firing = RuleTestFiles.Firing();
        var quiet = RuleTestFiles.Quiet();

        Assert.All(
            await AlertsAsync(),
            alert =>
            {
                var labels = alert.GetProperty("labels").EnumerateObject().Select(label => $"{label.Name}={label.Value.GetString()}");
                Assert.Contains(firing, expected => expected.IsSupersetOf([$"alertname={Name(alert)}", .. labels]));
                Assert.True(quiet.Contains(Name(alert)) != (Name(alert) == Watchdog), Name(alert));
            }
        );
    }

    private async Task<List<JsonElement>> AlertsAsync()
    {
        using var prometheus = StackFixture.CreateClient(stack.Prometheus);
        var answer = await prometheus.GetFromJsonAsync<JsonElement>("/api/v1/rules?type=alert", TestContext.Current.CancellationToken);
        var alerts = answer
            .GetProperty("data")
            .GetProperty("groups")
            .EnumerateArray()
            .SelectMany(group => group.GetProperty("rules").EnumerateArray())
            .ToList();
        Assert.NotEmpty(alerts);
        return alerts;
    }

    private static string Name(JsonElement alert) => alert.GetProperty("name").GetString()!;
}
