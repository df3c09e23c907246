using System.Text.Json;
using MiniTwit.ServiceDefaults;
using MiniTwit.Tests.Logging;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Dashboards;

/// <summary>Who follows a link from a graph to log lines finds some: it asks for a name that lines really carry.</summary>
public sealed class LogLinkTests(StackFixture stack, Traffic traffic) : IClassFixture<Traffic>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    private static readonly string[] Linked = ["overview: Is it up A", "overview: Requests by app A"];
    private static readonly string[] Apps = [ResourceNames.Api, ResourceNames.Web];

    [Fact]
    public async Task Links_ask_for_services_that_write_lines()
    {
        var links = Dashboard.All.SelectMany(LogLink.Of).ToList();
        var lines = new LogFolder(Path.Combine(stack.DataDirectory, "logs"));
        var deadline = DateTime.UtcNow + Patience;
        while (true)
        {
            var writers = lines
                .Documents()
                .Select(line => line.GetProperty("service").GetProperty("name").GetString()!)
                .ToHashSet(StringComparer.Ordinal);
            var asked = new HashSet<(string Source, string Service)>();
            foreach (var link in links)
            {
                asked.UnionWith((await ServicesAsync(link)).Select(service => (link.Source, service)));
            }

            if (Apps.All(writers.Contains))
            {
                Assert.DoesNotContain(asked, one => !writers.Contains(one.Service));
                if (Linked.All(panel => Apps.All(app => asked.Contains((panel, app)))))
                {
                    return;
                }
            }

            Assert.True(DateTime.UtcNow < deadline, $"Lines of {string.Join(' ', writers)}; links: {string.Join(' ', asked)}");
            traffic.Check();
            await Task.Delay(Pause, TestContext.Current.CancellationToken);
        }
    }

    private async Task<IEnumerable<string>> ServicesAsync(LogLink link)
    {
        if (!link.IsOfTheSeries)
        {
            return [link.Service];
        }

        using var prometheus = StackFixture.CreateClient(stack.Prometheus);
        var answer = await prometheus.GetStringAsync(
            new Uri($"/api/v1/query?query={Uri.EscapeDataString(link.Query.Expression)}", UriKind.Relative),
            TestContext.Current.CancellationToken
        );
        return
        [
            .. JsonElement
                .Parse(answer)
                .GetProperty("data")
                .GetProperty("result")
                .EnumerateArray()
                .Select(series => series.GetProperty("metric").Deserialize<Dictionary<string, string>>()!)
                .Where(link.IsOn)
                .Select(labels => labels["job"]),
        ];
    }
}
