using System.Text.RegularExpressions;
using Aspire.Hosting.Testing;
using MiniTwit.ServiceDefaults;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Alerting;

/// <summary>What the apps tell of themselves for alerts and runbook.</summary>
public sealed class AppMetricsTests(StackFixture stack)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData(ResourceNames.Api, "accepting", "MiniTwitDb", "schema", "warm")]
    [InlineData(ResourceNames.Web, "accepting")]
    public async Task Version_and_health_are_metrics(string app, params string[] checks)
    {
        using var client = StackFixture.CreateClient(stack.App.GetEndpoint(app, ResourceNames.ManagementEndpoint));
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(Patience);

        string metrics;
        do
        {
            metrics = await client.GetStringAsync(new Uri("/metrics", UriKind.Relative), timeout.Token);
            await Task.Delay(TimeSpan.FromSeconds(1), timeout.Token);
        } while (!metrics.Contains("minitwit_health{", StringComparison.Ordinal));

        Assert.Matches("""(?m)^minitwit_build_info\{.*commit="([0-9a-f]{40}|unknown)",version="\d+\.\d+\.\d+"\} 1""", metrics);
        Assert.Equal(
            checks,
            Regex
                .Matches(metrics, """(?m)^minitwit_health\{.*check="(\w+)".*\} 1""")
                .Select(match => match.Groups[1].Value)
                .Order(StringComparer.OrdinalIgnoreCase)
        );
    }
}
