using System.Globalization;
using System.Text.RegularExpressions;
using Aspire.Hosting.Testing;
using MiniTwit.ServiceDefaults;
using MiniTwit.Tests.Logging;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Metrics;

/// <summary>What Prometheus is told of <c>latest</c> is the database's, whichever replica it asks and however young that is.</summary>
public sealed partial class LatestGaugeTests(StackFixture stack)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task A_replica_that_was_never_called_tells_the_latest_that_another_received()
    {
        var api = new Api(stack.Api);
        await api.SimulateAsync("GET", "/msgs?no=0&latest=31000001");
        await using var another = await AppProcess.StartAsync<Projects.MiniTwit_ApiService>(
            new Dictionary<string, string>
            {
                ["ConnectionStrings__minitwit"] = (
                    await stack.App.GetConnectionStringAsync(ResourceNames.Database, TestContext.Current.CancellationToken)
                )!,
            }
        );

        await BothTellAsync(another, 31000001);
        await api.SimulateAsync("GET", "/msgs?no=0&latest=31000002");
        await BothTellAsync(another, 31000002);
    }

    private async Task BothTellAsync(AppProcess another, long latest)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        foreach (var replica in new[] { stack.App.GetEndpoint(ResourceNames.Api, ResourceNames.ManagementEndpoint), another.Management })
        {
            using var client = StackFixture.CreateClient(replica);
            while (
                Gauge().Match(await client.GetStringAsync(new Uri("/metrics", UriKind.Relative), patience.Token)) is var gauge
                && gauge.Groups[1].Value != latest.ToString(CultureInfo.InvariantCulture)
            )
            {
                await Task.Delay(200, patience.Token);
            }
        }
    }

    [GeneratedRegex(@"^minitwit_simulator_latest(?:\{[^}]*\})? (\d+)", RegexOptions.Multiline)]
    private static partial Regex Gauge();
}
