using System.Diagnostics.Metrics;
using System.Net.Http.Json;
using System.Text.Json;
using MiniTwit.Tests.Dashboards;
using MiniTwit.Tests.Publishing;
using MiniTwit.Tests.Stack;
using Npgsql;

namespace MiniTwit.Tests.Metrics;

/// <summary>Each metric that a rule or a panel reads is one that the model's parts really export.</summary>
public sealed class MetricSourcesTests(StackFixture stack, Traffic traffic, Exporters exporters)
    : IClassFixture<Traffic>,
        IClassFixture<Exporters>
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Each_metric_of_rules_and_panels_is_exported_by_a_part_of_the_model()
    {
        var used = UsedMetric.All().Where(metric => !metric.IsOfPostgres).ToList();
        HashSet<string> known = [.. exporters.Names, .. OfDatabaseClient()];
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
        var service = Manifest.Read(Manifest.SwarmStack, "services")["app-cadvisor"];

        Assert.Equal(ContainerMetrics.LookedUpIn, Manifest.Scalar(service, "image"));
    }

    /// <summary>What Prometheus has of the apps, of Alertmanager and of itself.</summary>
    private async Task<IEnumerable<string>> StoredAsync()
    {
        using var client = StackFixture.CreateClient(stack.Prometheus);
        var answer = await client.GetFromJsonAsync<JsonElement>("/api/v1/label/__name__/values", TestContext.Current.CancellationToken);
        return [.. answer.GetProperty("data").EnumerateArray().Select(name => name.GetString()!)];
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
}
