using MiniTwit.AppHost.Droplets;
using MiniTwit.AppHost.Hosting;
using MiniTwit.AppHost.Prometheus;
using MiniTwit.AppHost.Publishing;
using MiniTwit.ServiceDefaults;

namespace MiniTwit.AppHost.Observability;

/// <summary>Grafana, provisioned from <c>deploy/grafana</c>. Containers only.</summary>
internal static class GrafanaExtensions
{
    private const string Dashboards = "/etc/grafana/dashboards";

    // Data sources that the image carries besides Prometheus' and Elasticsearch's: each would be a process of its own.
    private static readonly string[] UnusedPlugins =
    [
        "cloudwatch",
        "grafana-postgresql-datasource",
        "grafana-pyroscope-datasource",
        "influxdb",
        "jaeger",
        "loki",
        "mssql",
        "mysql",
        "opentsdb",
        "stackdriver",
        "tempo",
        "zipkin",
    ];

    public static void AddGrafana(this Droplet droplet, PrometheusBuilder prometheus, ElasticsearchBuilder? elasticsearch)
    {
        var stack = droplet.Stack;
        if (elasticsearch is null)
        {
            stack.AddSwitchedOff(ResourceNames.Grafana);
            return;
        }

        droplet
            .AddContainer(ResourceNames.Grafana, Images.Grafana)
            .WithHttpEndpoint(port: stack.Port(ResourceNames.Grafana, 3000), targetPort: 3000)
            .WithUrlForEndpoint("http", url => url.DisplayText = "Dashboards")
            .WithBindMount(stack.Deploy("grafana/provisioning"), "/etc/grafana/provisioning", isReadOnly: true)
            .WithBindMount(stack.Deploy("grafana/dashboards"), Dashboards, isReadOnly: true)
            .WithVolume(stack.Volume("grafana"), "/var/lib/grafana")
            .WithEnvironment("GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH", $"{Dashboards}/overview.json")
            .WithEnvironment("PROMETHEUS_URL", prometheus.Endpoint)
            .WithEnvironment("ELASTICSEARCH_URL", elasticsearch.Endpoint)
            .WithEnvironment("ELASTICSEARCH_PASSWORD", elasticsearch.Readers)
            .WithPublicAddress(stack)
            .WithSignInByFormOnly(stack)
            .WithoutCallsHome()
            .WithOnlyUsedPlugins()
            // Caddy compresses what leaves.
            .WithEnvironment("GF_SERVER_ENABLE_GZIP", "false")
            .WithHttpHealthCheck("/api/health")
            .AsService(
                new Service
                {
                    Purpose = "Dashboards; people sign in.",
                    Cpus = "1.0",
                    Memory = "512m",
                    HealthCheck = Service.Answers("http://localhost:3000/api/health"),
                    Start = ["/run.sh"],
                    Stateful = true,
                }
            );
    }

    /// <summary>What it says in links and believes of pages that ask it, behind an edge that alone speaks TLS.</summary>
    private static IResourceBuilder<ContainerResource> WithPublicAddress(this IResourceBuilder<ContainerResource> grafana, Stack stack) =>
        stack.IsPublishing
            ? grafana
                .WithEnvironment("GF_SERVER_DOMAIN", stack.GrafanaHost)
                .WithEnvironment("GF_SERVER_ROOT_URL", $"https://{stack.GrafanaHost}/")
                // SameSite=Lax, which a link in a mail needs, is what it says by itself.
                .WithEnvironment("GF_SECURITY_COOKIE_SECURE", "true")
            : grafana;

    private static IResourceBuilder<ContainerResource> WithSignInByFormOnly(
        this IResourceBuilder<ContainerResource> grafana,
        Stack stack
    ) =>
        grafana
            .WithEnvironment("GF_SECURITY_ADMIN_PASSWORD", stack.Secret("grafana-password", "Of Grafana's user admin."))
            .WithEnvironment("GF_AUTH_ANONYMOUS_ENABLED", "false")
            .WithEnvironment("GF_AUTH_BASIC_ENABLED", "false")
            .WithEnvironment("GF_USERS_ALLOW_SIGN_UP", "false")
            .WithEnvironment("GF_PUBLIC_DASHBOARDS_ENABLED", "false")
            .WithEnvironment("GF_SNAPSHOTS_ENABLED", "false");

    // Grafana asks its makers for news, updates and plugins unless it is told not to; alerts are Alertmanager's.
    private static IResourceBuilder<ContainerResource> WithoutCallsHome(this IResourceBuilder<ContainerResource> grafana) =>
        grafana
            .WithEnvironment("GF_ANALYTICS_REPORTING_ENABLED", "false")
            .WithEnvironment("GF_ANALYTICS_CHECK_FOR_UPDATES", "false")
            .WithEnvironment("GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES", "false")
            .WithEnvironment("GF_ANALYTICS_FEEDBACK_LINKS_ENABLED", "false")
            .WithEnvironment("GF_NEWS_NEWS_FEED_ENABLED", "false")
            .WithEnvironment("GF_SECURITY_DISABLE_GRAVATAR", "true")
            .WithEnvironment("GF_UNIFIED_ALERTING_ENABLED", "false");

    // Since Grafana 13 its data sources are plugins, which the image carries. Were they kept up to date at each start, one whose update
    // fails would be gone.
    private static IResourceBuilder<ContainerResource> WithOnlyUsedPlugins(this IResourceBuilder<ContainerResource> grafana) =>
        grafana
            .WithEnvironment("GF_PLUGINS_PREINSTALL_DISABLED", "true")
            .WithEnvironment("GF_PLUGINS_PLUGIN_ADMIN_ENABLED", "false")
            .WithEnvironment("GF_PLUGINS_DISABLE_PLUGINS", string.Join(',', UnusedPlugins));
}
