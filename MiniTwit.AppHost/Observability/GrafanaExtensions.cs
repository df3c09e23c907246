using MiniTwit.AppHost.Hosting;
using MiniTwit.AppHost.Prometheus;
using MiniTwit.ServiceDefaults;

namespace MiniTwit.AppHost.Observability;

/// <summary>Grafana, provisioned from <c>deploy/grafana</c>. Containers only.</summary>
internal static class GrafanaExtensions
{
    public static void AddGrafana(this Stack stack, PrometheusBuilder prometheus, ElasticsearchBuilder? elasticsearch)
    {
        if (elasticsearch is null)
        {
            stack.AddSwitchedOff(ResourceNames.Grafana);
            return;
        }

        stack.Builder
            .AddContainer(ResourceNames.Grafana, "grafana/grafana", "12.2.0")
            .WithHttpEndpoint(port: stack.Port(ResourceNames.Grafana, 3000), targetPort: 3000)
            .WithBindMount(stack.Deploy("grafana/provisioning"), "/etc/grafana/provisioning", isReadOnly: true)
            .WithVolume($"minitwit-{stack.Data.Id}-grafana", "/var/lib/grafana")
            .WithEnvironment("GF_SECURITY_ADMIN_PASSWORD", stack.Secret("grafana-password"))
            .WithEnvironment("GF_AUTH_ANONYMOUS_ENABLED", "false")
            .WithEnvironment("PROMETHEUS_URL", prometheus.Endpoint)
            .WithEnvironment("ELASTICSEARCH_URL", elasticsearch.Endpoint)
            .WithEnvironment("ELASTICSEARCH_PASSWORD", elasticsearch.Password)
            .WithHttpHealthCheck("/api/health");
    }
}
