using System.Globalization;
using System.Net;
using System.Text.Json;
using MiniTwit.Tests.Metrics;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Dashboards;

/// <summary>Every Prometheus query of every dashboard, asked of the real Prometheus that scrapes the real apps under some load.</summary>
public sealed class DashboardQueryTests(StackFixture stack, Traffic traffic, Exporters exporters)
    : IClassFixture<Traffic>,
        IClassFixture<Exporters>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Shown = TimeSpan.FromMinutes(2);
    private const int StepSeconds = 5;

    public static TheoryData<string> Names() => Dashboard.Names();

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Queries_are_valid_and_show_what_a_local_run_has(string name)
    {
        using var prometheus = StackFixture.CreateClient(stack.Prometheus);
        var queries = PanelQuery.Of(Dashboard.Named(name)).ToList();
        var waiting = new List<PanelQuery>(queries);
        var deadline = DateTime.UtcNow + Patience;
        while (true)
        {
            var empty = new List<PanelQuery>();
            foreach (var query in waiting)
            {
                if (!await HasDataAsync(prometheus, query) && !query.MayBeEmpty && !IsElsewhere(query))
                {
                    empty.Add(query);
                }
            }

            if (empty.Count == 0 || DateTime.UtcNow > deadline)
            {
                Assert.Empty(empty);
                return;
            }

            waiting = empty;
            traffic.Check();
            await Task.Delay(Pause, TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public void What_may_be_empty_is_in_use()
    {
        var queries = Dashboard.All.SelectMany(PanelQuery.Of).ToList();

        Assert.DoesNotContain(PanelQuery.TroublePrefixes, prefix => !queries.Exists(query => query.IsAbout(prefix)));
    }

    /// <summary>Whether it is about what only droplets have.</summary>
    private bool IsElsewhere(PanelQuery query) =>
        UsedMetric
            .SourcesOf(query.Expression)
            .Any(name => exporters.Names.Contains(name) || new UsedMetric(name, query.Source).IsOfPostgres);

    private static async Task<bool> HasDataAsync(HttpClient prometheus, PanelQuery query)
    {
        var end = DateTimeOffset.UtcNow;
        using var form = new FormUrlEncodedContent(
            new Dictionary<string, string>
            {
                ["query"] = query.Expression,
                ["start"] = Seconds(end - Shown),
                ["end"] = Seconds(end),
                ["step"] = StepSeconds.ToString(CultureInfo.InvariantCulture),
            }
        );
        using var response = await prometheus.PostAsync(
            new Uri("/api/v1/query_range", UriKind.Relative),
            form,
            TestContext.Current.CancellationToken
        );
        var answer = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.StatusCode == HttpStatusCode.OK, $"{query}\n{answer}");
        using var json = JsonDocument.Parse(answer);
        return json
            .RootElement.GetProperty("data")
            .GetProperty("result")
            .EnumerateArray()
            .SelectMany(series => series.GetProperty("values").EnumerateArray())
            .Any(point => point[1].GetString() is not ("NaN" or "+Inf" or "-Inf"));
    }

    private static string Seconds(DateTimeOffset time) =>
        (time.ToUnixTimeMilliseconds() / 1000.0).ToString("0.000", CultureInfo.InvariantCulture);
}
