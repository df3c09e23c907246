using System.Diagnostics;
using Aspire.Hosting.Testing;
using MiniTwit.ServiceDefaults;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Logging;

/// <summary>
/// Sends marked secrets through every form and API of both apps, run as processes of their own that export over OTLP to this test, and
/// then looks for them in everything that leaves the apps for operators: log files, metrics, exported traces, metrics and logs.
/// </summary>
public sealed class SecretsTests(StackFixture stack)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task No_secret_reaches_logs_metrics_or_traces()
    {
        var ct = TestContext.Current.CancellationToken;
        var folder = Directory.CreateTempSubdirectory("minitwit-secrets-");
        try
        {
            using var collector = new HttpRecorder(_ => (200, ""));
            var settings = Settings(collector.Address, folder.FullName);
            await using var api = await AppProcess.StartAsync<Projects.MiniTwit_ApiService>(
                new Dictionary<string, string>(settings)
                {
                    ["ConnectionStrings__minitwit"] = (await stack.App.GetConnectionStringAsync(ResourceNames.Database, ct))!,
                    ["OTEL_SERVICE_NAME"] = "api",
                }
            );
            await using var web = await AppProcess.StartAsync<Projects.MiniTwit_Web>(
                new Dictionary<string, string>(settings)
                {
                    ["services__api__http__0"] = api.Address.ToString(),
                    ["services__api__management__0"] = api.Management.ToString(),
                    ["OTEL_SERVICE_NAME"] = "web",
                }
            );

            var secrets = new MarkedSecrets();
            await new SecretsDrive(web.Address, api.Address, secrets).RunAsync(ct);
            var logs = new LogFolder(folder.FullName);
            await logs.WaitForAsync($"/{secrets.LastPath}", times: 2);
            await WaitForExportAsync(collector, secrets.LastPath);

            var seen = new Dictionary<string, string>
            {
                ["log files"] = string.Join('\n', logs.Lines()),
                ["api metrics"] = await MetricsAsync(api, ct),
                ["web metrics"] = await MetricsAsync(web, ct),
                ["OTLP"] = string.Join('\n', collector.Requests.Select(r => r.Path + r.Body)),
            };
            // What is searched is really there: paths in logs and traces, SQL in traces.
            Assert.Contains(secrets.LastPath, seen["log files"], StringComparison.Ordinal);
            Assert.Contains(collector.Requests, r => r.Path == "/v1/traces" && r.Body.Contains("SELECT", StringComparison.Ordinal));
            Assert.Contains(collector.Requests, r => r.Path == "/v1/logs" && r.Body.Contains(secrets.LastPath, StringComparison.Ordinal));
            Assert.Contains(collector.Requests, r => r.Path == "/v1/metrics");

            var found =
                from place in seen
                from secret in secrets.All
                where place.Value.Contains(secret.Value, StringComparison.OrdinalIgnoreCase)
                select $"{secret.Key} in {place.Key}";
            Assert.Empty(found);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Dictionary<string, string> Settings(Uri collector, string logs) =>
        new()
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.ToString(),
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_EXPORTER_OTLP_HEADERS"] = "",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "500",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "1000",
            ["Logs__Directory"] = logs,
        };

    private static async Task<string> MetricsAsync(AppProcess app, CancellationToken ct)
    {
        using var client = new HttpClient { BaseAddress = app.Management };
        return await client.GetStringAsync(new Uri("/metrics", UriKind.Relative), ct);
    }

    private static async Task WaitForExportAsync(HttpRecorder collector, string lastPath)
    {
        var waited = Stopwatch.StartNew();
        bool Has(string path) => collector.Requests.Any(r => r.Path == path && r.Body.Contains(lastPath, StringComparison.Ordinal));
        while (!(Has("/v1/traces") && Has("/v1/logs") && collector.Requests.Any(r => r.Path == "/v1/metrics")))
        {
            Assert.True(
                waited.Elapsed < Patience,
                $"Not everything was exported within {Patience}: {string.Join(' ', collector.Requests.Select(r => r.Path).Distinct())}"
            );
            await Task.Delay(200, TestContext.Current.CancellationToken);
        }
    }
}
