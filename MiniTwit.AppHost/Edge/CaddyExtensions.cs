using MiniTwit.AppHost.Droplets;
using MiniTwit.AppHost.Publishing;
using MiniTwit.ServiceDefaults;

namespace MiniTwit.AppHost.Edge;

/// <summary>Caddy with the configuration of <c>deploy/caddy</c>: TLS, and what of MiniTwit the world may reach. On droplets only.</summary>
internal static class CaddyExtensions
{
    // In the Caddyfile too. Published nowhere.
    private const int MetricsPort = 9180;

    public static void AddCaddy(this Droplet droplet, params IResourceBuilder<ProjectResource>[] apps)
    {
        var stack = droplet.Stack;
        if (!stack.IsPublishing)
        {
            return;
        }

        var caddy = droplet
            .AddContainer(ResourceNames.Caddy, Images.Caddy)
            .WithBindMount(stack.Deploy("caddy/Caddyfile"), "/etc/caddy/Caddyfile", isReadOnly: true)
            // Certificates and the account they were ordered by.
            .WithVolume(stack.Volume("caddy"), "/data")
            .WithEnvironment("WEB_HOST", stack.WebHost)
            .WithEnvironment("API_HOST", stack.ApiHost)
            .WithEnvironment("GRAFANA_HOST", stack.GrafanaHost)
            .WithEnvironment("KIBANA_HOST", stack.KibanaHost)
            .WithEnvironment(
                "EDGE_TLS",
                stack.Parameter(
                    "edge-tls",
                    "internal",
                    "An e-mail address: certificates come from Let's Encrypt. The word internal: Caddy signs its own, which browsers do not trust."
                )
            )
            .WithEnvironment(
                "KIBANA_EDGE_PASSWORD_HASH",
                stack.Secret(
                    "kibana-edge-password-hash",
                    "Of the password that the edge asks for before Kibana (user operator), from `caddy hash-password`."
                )
            )
            .WithMetrics(new Metrics(ResourceNames.Caddy, MetricsPort))
            .AsService(
                new Service
                {
                    Purpose = "The edge: TLS, and the only service that the world reaches.",
                    Cpus = "1.0",
                    Memory = "256m",
                    HealthInterval = "5s",
                    HealthCheck = Service.Answers("http://127.0.0.1:2019/config/"),
                    Ports = [new(80, 80), new(443, 443), new(443, 443, "udp")],
                    Start = ["caddy", "run", "--config", "/etc/caddy/Caddyfile", "--adapter", "caddyfile"],
                    Capabilities = ["NET_BIND_SERVICE"],
                    Edge = true,
                    Stateful = true,
                }
            );
        foreach (var app in apps)
        {
            caddy.WaitFor(app);
        }
    }
}
