using Aspire.Hosting.Testing;
using MiniTwit.ServiceDefaults;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Logging;

/// <summary>Whatever names, paths and methods clients send, the number of series stays what it was.</summary>
public sealed class CardinalityTests(StackFixture stack)
{
    private const int AtOnce = 8;
    private static readonly string[] OfRequests =
    [
        "http_server_request_",
        "http_client_request_",
        "aspnetcore_routing_",
        "aspnetcore_auth",
        "minitwit_",
    ];
    private const string Marker = "cardinal";

    [Fact]
    public async Task Ten_thousand_names_and_paths_add_no_series()
    {
        using var api = StackFixture.CreateClient(stack.Api);
        using var web = StackFixture.CreateClient(stack.Web);
        await SendAsync(api, web, times: 20, "warm");
        var before = await SeriesAsync();

        await SendAsync(api, web, times: 2_500, Marker);

        var after = await SeriesAsync();
        Assert.DoesNotContain(after, series => series.Contains(Marker, StringComparison.OrdinalIgnoreCase));
        // Those of connections, pools and the runtime come and go by themselves. A request that fails for its time makes the series
        // of its kind of failure, whatever its path.
        Assert.DoesNotContain(
            after.Except(before),
            series =>
                Array.Exists(OfRequests, prefix => series.StartsWith(prefix, StringComparison.Ordinal))
                && !series.Contains("error_type", StringComparison.Ordinal)
        );
        Assert.True(after.Count < before.Count + 500, $"{after.Count} series after {before.Count}");
    }

    // Four different names or paths each time: 10,000 in all.
    private static Task SendAsync(HttpClient api, HttpClient web, int times, string word) =>
        Parallel.ForAsync(
            0,
            times,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = TestContext.Current.CancellationToken },
            async (i, ct) =>
            {
                using var user = await api.GetAsync($"/api/v1/users/{word}-{i}/messages", ct);
                using var path = await api.GetAsync($"/{word}/{i}/nothing", ct);
                using var page = await web.GetAsync($"/{word}-{i}", ct);
                using var odd = new HttpRequestMessage(new HttpMethod($"{word}{i}"), $"/{word}/{i}.php");
                using var refused = await web.SendAsync(odd, ct);
            }
        );

    /// <summary>Name, labels and app of every series.</summary>
    private async Task<HashSet<string>> SeriesAsync()
    {
        // The exporter answers from a cache for 300 ms.
        await Task.Delay(500, TestContext.Current.CancellationToken);
        var series = new HashSet<string>();
        foreach (var app in new[] { ResourceNames.Api, ResourceNames.Web })
        {
            using var client = new HttpClient { BaseAddress = stack.App.GetEndpoint(app, ResourceNames.ManagementEndpoint) };
            var text = await client.GetStringAsync(new Uri("/metrics", UriKind.Relative), TestContext.Current.CancellationToken);
            series.UnionWith(
                text.Split('\n')
                    .Where(line => line.Length > 0 && !line.StartsWith('#'))
                    .Select(line => $"{line[..(line.LastIndexOf(' ') + 1)]}{app}")
            );
        }

        return series;
    }
}
