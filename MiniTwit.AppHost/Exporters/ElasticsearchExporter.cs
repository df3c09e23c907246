using MiniTwit.AppHost.Droplets;
using MiniTwit.AppHost.Observability;
using MiniTwit.AppHost.Publishing;
using MiniTwit.ServiceDefaults;

namespace MiniTwit.AppHost.Exporters;

/// <summary>Tells Prometheus what Elasticsearch takes in and how full it is. On droplets only.</summary>
internal static class ElasticsearchExporter
{
    public static void AddElasticsearchExporter(this Droplet droplet, ElasticsearchBuilder? elasticsearch)
    {
        if (!droplet.Stack.IsPublishing || elasticsearch is null)
        {
            return;
        }

        droplet
            .AddContainer(ResourceNames.ElasticsearchExporter, Images.ElasticsearchExporter)
            .WithArgs(ReferenceExpression.Create($"--es.uri={elasticsearch.Endpoint}"))
            .WithEnvironment("ES_USERNAME", "minitwit_monitor")
            .WithEnvironment("ES_PASSWORD", elasticsearch.Monitors)
            .WithMetrics(new Metrics("elasticsearch", 9114))
            .AsService(
                new Service
                {
                    Purpose = "Elasticsearch's metrics.",
                    Cpus = "0.25",
                    // It opens its port only some 10 s after its start while Elasticsearch does not answer: within the start period.
                    HealthCheck = Service.Answers("http://localhost:9114/healthz"),
                    Start = ["/bin/elasticsearch_exporter"],
                    ReadOnly = true,
                }
            );
    }
}
