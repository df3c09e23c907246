using MiniTwit.AppHost.Droplets;
using MiniTwit.AppHost.Publishing;
using MiniTwit.ServiceDefaults;

namespace MiniTwit.AppHost.Exporters;

/// <summary>What tells Prometheus of a droplet itself, its containers, the database and the edge. On droplets only.</summary>
internal static class ExporterExtensions
{
    /// <summary>The folder in which other services leave metrics for the node exporter.</summary>
    public const string TextFiles = "/var/lib/minitwit/metrics";

    /// <summary>Its volume.</summary>
    public const string TextFilesVolume = "backup-metrics";

    // Of what lies below the engine's folder its volumes count, which may be a disk of their own; what containers mount does not.
    // Left to itself the exporter passes over all of it.
    private const string NotDisks = "^/(dev|proc|sys|run/credentials/.+|var/lib/docker/(overlay2|containers|rootfs|volumes)/.+)($|/)";

    // Nobody, in root's group: others may not look below the engine's folder (0710).
    private const string NodeUser = "65534:0";

    /// <summary>The machine's and its containers' metrics.</summary>
    /// <param name="droplet">The machine.</param>
    /// <param name="prefix">Before the services' names, which no other droplet may have.</param>
    /// <param name="address">Where Prometheus reaches it, when that runs on another.</param>
    public static void AddHostExporters(this Droplet droplet, string prefix, IResourceBuilder<ParameterResource>? address = null)
    {
        var stack = droplet.Stack;
        if (!stack.IsPublishing)
        {
            return;
        }

        var listen = address is null ? ReferenceExpression.Create($"localhost:9100") : ReferenceExpression.Create($"{address}:9100");
        var node = droplet
            .AddContainer($"{prefix}-node-exporter", Images.NodeExporter)
            .WithArgs(
                "--path.rootfs=/host",
                $"--collector.filesystem.mount-points-exclude={NotDisks}",
                $"--collector.textfile.directory={TextFiles}"
            )
            .WithEnvironment("LISTEN", listen)
            .WithMetrics(new Metrics("node", 9100))
            .AsService(
                new Service
                {
                    Purpose = "The machine's metrics: processor, memory, disks, network.",
                    Cpus = "0.25",
                    HealthCheck = ["CMD-SHELL", "wget -q -O /dev/null http://$LISTEN/"],
                    HostFolders = ["/:/host"],
                    OnEveryNode = true,
                    HostNamespaces = address is not null,
                    User = NodeUser,
                    ReadOnly = true,
                }
            );
        // In the swarm's network it is found by its name, and hears all of that network.
        if (address is not null)
        {
            node.WithArgs(ReferenceExpression.Create($"--web.listen-address={listen}"))
                .WithVolume(stack.Volume(TextFilesVolume), TextFiles, isReadOnly: true);
        }

        droplet
            .AddContainer($"{prefix}-cadvisor", Images.Cadvisor)
            .WithArgs(
                "--docker_only",
                "--store_container_labels=false",
                "--housekeeping_interval=10s",
                "--allow_dynamic_housekeeping=false",
                // Where the engine keeps its images in containerd, it names no container without it.
                "--containerd=/var/run/containerd/containerd.sock"
            )
            .WithMetrics(new Metrics("containers", address is null ? 8080 : 8081))
            .AsService(
                new Service
                {
                    Purpose = "The containers' metrics.",
                    Cpus = "0.5",
                    Memory = "256m",
                    HealthCheck = Service.Answers("http://localhost:8080/healthz"),
                    HostFolders = ["/:/rootfs", "/var/run:/var/run", "/sys:/sys", "/var/lib/docker:/var/lib/docker"],
                    Capabilities = ["SYS_PTRACE", "DAC_READ_SEARCH"],
                    OnEveryNode = true,
                    Ports = address is null ? [] : [new(8081, 8080, Address: address)],
                }
            );
    }

    /// <summary>Asks the edge for what the world asks it for: does it answer, and how long is its certificate good for.</summary>
    public static void AddBlackboxExporter(this Droplet droplet)
    {
        var stack = droplet.Stack;
        if (!stack.IsPublishing)
        {
            return;
        }

        var exporter = droplet
            .AddContainer(ResourceNames.BlackboxExporter, Images.BlackboxExporter)
            .WithBindMount(stack.Deploy("blackbox"), "/etc/blackbox", isReadOnly: true)
            .WithEntrypoint("/bin/sh")
            .WithArgs("/etc/blackbox/start.sh")
            .WithEnvironment("WEB_HOST", stack.WebHost)
            .WithEnvironment("API_HOST", stack.ApiHost)
            .WithEnvironment("GRAFANA_HOST", stack.GrafanaHost)
            .WithEnvironment("KIBANA_HOST", stack.KibanaHost)
            .AsService(
                new Service
                {
                    Purpose = "Asks the edge what the world asks it: does it answer, how long is its certificate good for.",
                    Cpus = "0.25",
                    HealthCheck = Service.Answers("http://localhost:9115/-/healthy"),
                    ReadOnly = true,
                }
            );
        // Of what is for operators the certificate alone: Kibana is mostly off.
        (string Name, string Target)[] asked =
        [
            (ResourceNames.Web, $"https://{ResourceNames.Caddy}"),
            (ResourceNames.Api, $"https://{ResourceNames.Caddy}"),
            (ResourceNames.Grafana, $"{ResourceNames.Caddy}:443"),
            (ResourceNames.Kibana, $"{ResourceNames.Caddy}:443"),
        ];
        foreach (var (name, target) in asked)
        {
            exporter.WithMetrics(
                new Metrics("edge", 9115)
                {
                    Labels = new Dictionary<string, string>
                    {
                        ["__metrics_path__"] = "/probe",
                        ["__param_module"] = name,
                        ["__param_target"] = target,
                        ["instance"] = name,
                    },
                }
            );
        }
    }
}
