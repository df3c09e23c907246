using System.Diagnostics.Metrics;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using MiniTwit.Tests.Dashboards;
using MiniTwit.Tests.Logging;
using MiniTwit.Tests.Publishing;
using MiniTwit.Tests.Stack;
using Npgsql;

namespace MiniTwit.Tests.Metrics;

/// <summary>
/// Each metric that a rule or a panel reads is one that the model's parts really export. PostgreSQL's are looked for on a droplet
/// (<c>DatabaseDropletTests</c>), where it runs with its own settings and the exporter's own role.
/// </summary>
public sealed partial class MetricSourcesTests(StackFixture stack, Traffic traffic) : IClassFixture<Traffic>
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Each_metric_of_rules_and_panels_is_exported_by_a_part_of_the_model()
    {
        var used = UsedMetrics.All().Where(metric => !metric.Name.StartsWith("pg_", StringComparison.Ordinal)).ToList();
        HashSet<string> known =
        [
            .. ContainerMetrics.Names,
            .. WrittenByBackups(),
            .. await OfNodeAsync(),
            .. await OfEdgeAsync(),
            .. await OfElasticsearchAsync(),
            .. OfDatabaseClient(),
        ];
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        while (true)
        {
            known.UnionWith(await StoredAsync());
            var unknown = used.Where(metric => !known.Contains(metric.Name)).ToList();
            if (unknown.Count == 0 || patience.IsCancellationRequested)
            {
                Assert.Empty(unknown);
                return;
            }

            traffic.Check();
            await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public void Containers_metrics_were_looked_up_in_the_version_that_ships()
    {
        var service = Manifest.Read("app-droplet/compose.yaml", "services")["app-cadvisor"];

        Assert.Equal(ContainerMetrics.LookedUpIn, Manifest.Scalar(service, "image"));
    }

    /// <summary>What Prometheus has of the apps, of Alertmanager and of itself.</summary>
    private async Task<IEnumerable<string>> StoredAsync()
    {
        using var client = StackFixture.CreateClient(stack.Prometheus);
        var answer = await client.GetFromJsonAsync<JsonElement>("/api/v1/label/__name__/values", TestContext.Current.CancellationToken);
        return [.. answer.GetProperty("data").EnumerateArray().Select(name => name.GetString()!)];
    }

    private static async Task<IEnumerable<string>> OfNodeAsync()
    {
        var target = $"127.0.0.1:{AppProcess.FreePort()}";
        await using var exporter = RunningProgram.Start("prometheus-node-exporter", [$"--web.listen-address={target}"]);
        return await RunningProgram.NamesAsync($"http://{target}/metrics", "node_");
    }

    private static async Task<IEnumerable<string>> OfElasticsearchAsync()
    {
        using var node = new StandInNode();
        var (program, target) = ElasticsearchExporter.Start(node.Address);
        await using var _ = program;
        return await RunningProgram.NamesAsync($"http://{target}/metrics", "elasticsearch_indices_");
    }

    /// <summary>What the edge tells, and what the probe of it does.</summary>
    private static async Task<IEnumerable<string>> OfEdgeAsync()
    {
        var folder = Directory.CreateTempSubdirectory("minitwit-edge-");
        var (secure, plain, probe) = (AppProcess.FreePort(), AppProcess.FreePort(), AppProcess.FreePort());
        var caddyfile = Path.Combine(folder.FullName, "Caddyfile");
        await File.WriteAllTextAsync(
            caddyfile,
            $$"""
            {
              admin off
              skip_install_trust
              auto_https disable_redirects
              servers {
                metrics
              }
            }
            https://localhost:{{secure}} {
              tls internal
              respond ok
            }
            http://localhost:{{plain}} {
              metrics
            }

            """,
            TestContext.Current.CancellationToken
        );
        await using var caddy = RunningProgram.Start(
            "caddy",
            ["run", "--config", caddyfile, "--adapter", "caddyfile"],
            ("XDG_DATA_HOME", folder.FullName),
            ("XDG_CONFIG_HOME", folder.FullName)
        );
        await using var blackbox = RunningProgram.Start(
            "sh",
            [Repository.File("deploy", "blackbox", "start.sh"), $"--web.listen-address=127.0.0.1:{probe}"],
            ("WEB_HOST", "localhost"),
            ("API_HOST", "localhost")
        );
        var probed = await RunningProgram.NamesAsync(
            $"http://127.0.0.1:{probe}/probe?module=web&target=https://localhost:{secure}",
            "probe_success 1"
        );
        return probed.Concat(await RunningProgram.NamesAsync($"http://localhost:{plain}/metrics", "caddy_"));
    }

    /// <summary>Npgsql's instruments by their names in Prometheus: some have a value only once something has gone wrong.</summary>
    private static List<string> OfDatabaseClient()
    {
        var names = new List<string>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter.Name == "Npgsql")
            {
                var name = instrument.Name.Replace('.', '_');
                names.AddRange(instrument.GetType().GetGenericTypeDefinition() == typeof(Counter<>) ? [$"{name}_total"] : [name]);
            }
        };
        listener.Start();
        using var source = NpgsqlDataSource.Create("Host=localhost");
        return names;
    }

    /// <summary>What the database's droplet writes into a file for its node exporter to tell.</summary>
    private static IEnumerable<string> WrittenByBackups() =>
        Gauge().Matches(File.ReadAllText(Repository.File("deploy", "postgres", "backups.sh"))).Select(match => match.Groups[1].Value);

    [GeneratedRegex(@"^\s+gauge (minitwit_\w+) ", RegexOptions.Multiline)]
    private static partial Regex Gauge();
}
