using MiniTwit.Tests.Logging;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Metrics;

/// <summary>
/// The rules on the way of log lines, judged by the real Prometheus from what the real exporter tells of an Elasticsearch that stops.
/// Their expressions are those that ship, their times a thirtieth and less.
/// </summary>
public sealed class LogPipelineLaggingTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private const string Lagging = """ALERTS{alertname="LogPipelineLagging", alertstate="firing"}""";
    private const string Unreachable = """ALERTS{alertname="ElasticsearchUnreachable", alertstate="firing"}""";

    private readonly string _folder = Directory.CreateTempSubdirectory("minitwit-lagging-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task An_elasticsearch_that_takes_in_nothing_or_is_away_is_noticed()
    {
        using var elasticsearch = new StandInNode();
        var (exporter, target) = ElasticsearchExporter.Start(elasticsearch.Address);
        await using var _ = exporter;
        await WriteAsync(elasticsearch.Address.Authority, target);
        var address = $"127.0.0.1:{AppProcess.FreePort()}";
        await using var prometheus = RunningProgram.Start(
            "prometheus",
            [$"--config.file={_folder}/prometheus.yml", $"--storage.tsdb.path={_folder}/data", $"--web.listen-address={address}"]
        );

        // For longer than the alert waits.
        await UntilAsync(
            address,
            "count_over_time((minitwit:log_lines_indexed:rate10m > 0.8 * minitwit:log_lines_written:rate10m)[20s:1s]) > 12",
            true
        );
        await UntilAsync(address, "ALERTS", false);
        elasticsearch.Stop();
        await UntilAsync(address, Lagging, true);
        await UntilAsync(address, Unreachable, false);
        elasticsearch.GoOn();
        await UntilAsync(address, Lagging, false);
        elasticsearch.IsAway = true;
        await UntilAsync(address, Unreachable, true);
        elasticsearch.IsAway = false;
        await UntilAsync(address, Unreachable, false);
    }

    private async Task WriteAsync(string app, string exporter)
    {
        foreach (var file in new[] { "logs.yml", "recording.yml" })
        {
            var rules = await File.ReadAllTextAsync(Repository.File("deploy", "prometheus", "rules", file));
            await File.WriteAllTextAsync(
                Path.Combine(_folder, file),
                rules
                    .Replace("[10m]", "[20s]", StringComparison.Ordinal)
                    .Replace("for: 5m", "for: 8s", StringComparison.Ordinal)
                    .Replace("interval: 15s", "interval: 1s", StringComparison.Ordinal)
            );
        }

        await File.WriteAllTextAsync(
            Path.Combine(_folder, "prometheus.yml"),
            $$"""
            global: {scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s}
            rule_files: [logs.yml, recording.yml]
            scrape_configs:
              - job_name: api
                static_configs: [{targets: ["{{app}}"]}]
              - job_name: elasticsearch
                static_configs: [{targets: ["{{exporter}}"]}]

            """
        );
    }

    /// <summary>Waits until a query has an answer, or has none.</summary>
    private static async Task UntilAsync(string prometheus, string query, bool answered)
    {
        using var client = new HttpClient();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        var address = new Uri($"http://{prometheus}/api/v1/query?query={Uri.EscapeDataString(query)}");
        while (!patience.IsCancellationRequested)
        {
            try
            {
                if ((await client.GetStringAsync(address, patience.Token)).Contains("\"value\"", StringComparison.Ordinal) == answered)
                {
                    return;
                }
            }
            catch (Exception away) when (away is HttpRequestException or OperationCanceledException)
            {
                // Not up yet, or out of patience.
            }

            await Task.Delay(Pause, patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        Assert.Fail($"{query}: {(answered ? "never true" : "true all the time")}");
    }
}
