using MiniTwit.ServiceDefaults;
using MiniTwit.Tests.Stack;
using Aspire.Hosting.Testing;

namespace MiniTwit.Tests.Logging;

/// <summary>Whatever names, paths and methods clients send, the number of series stays what it was.</summary>
public sealed class CardinalityTests(StackFixture stack)
{
    private const int AtOnce = 8;
    private static readonly string[] OfTheirOwn = ["#", "dotnet_", "process_", "kestrel_connection_duration_", "db_client_operation_npgsql_prepared_ratio"];
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
        Assert.Empty(after.Except(before));
    }

    // Four different names or paths each time: 10,000 in all.
    private static Task SendAsync(HttpClient api, HttpClient web, int times, string word) => Parallel.ForAsync(
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
        });

    /// <summary>Name and labels of the series; those of runtime, process and connections come and go by themselves and know no request.</summary>
    private async Task<HashSet<string>> SeriesAsync()
    {
        // The exporter answers from a cache for 300 ms.
        await Task.Delay(500, TestContext.Current.CancellationToken);
        var series = new HashSet<string>();
        foreach (var app in new[] { ResourceNames.Api, ResourceNames.Web })
        {
            using var client = new HttpClient { BaseAddress = stack.App.GetEndpoint(app, ResourceNames.ManagementEndpoint) };
            var text = await client.GetStringAsync(new Uri("/metrics", UriKind.Relative), TestContext.Current.CancellationToken);
            series.UnionWith(text.Split('\n')
                .Where(line => line.Length > 0 && !Array.Exists(OfTheirOwn, prefix => line.StartsWith(prefix, StringComparison.Ordinal)))
                .Select(line => $"{app} {line[..(line.LastIndexOf(' ') + 1)]}"));
        }

        return series;
    }
}
