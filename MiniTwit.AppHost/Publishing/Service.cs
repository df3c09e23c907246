namespace MiniTwit.AppHost.Publishing;

/// <summary>What a resource needs to know of itself as a service on a droplet, and has no use for in a local run.</summary>
internal sealed class Service : IResourceAnnotation
{
    /// <summary>One line for the operator who reads the generated file.</summary>
    public required string Purpose { get; init; }

    /// <summary>The most processors it gets.</summary>
    public required string Cpus { get; init; }

    /// <summary>The most memory it gets, as compose writes it (<c>512m</c>).</summary>
    public string Memory { get; init; } = "128m";

    /// <summary>The same where the droplet's parameters say it, in MiB.</summary>
    public IResourceBuilder<ParameterResource>? MemoryMegabytes { get; init; }

    /// <summary>The command run in the container that ends with 0 where it is well; null for one that runs to completion.</summary>
    public string[]? HealthCheck { get; init; }

    /// <summary>
    /// How long until that is run again, as compose writes it: shorter for what updates wait for. Each run is a process of its own, and
    /// with all services' a good part of what a small droplet does.
    /// </summary>
    public string HealthInterval { get; init; } = "15s";

    /// <summary>How long after its start a failing health check does not count, as compose writes it.</summary>
    public string StartPeriod { get; init; } = "60s";

    /// <summary>It ends by itself, and is run again when anything that it is made of has changed.</summary>
    public bool RunsToCompletion { get; init; }

    /// <summary>It ends by itself, and is run at each deployment before anything else is changed.</summary>
    public bool RunsBefore { get; init; }

    public int Replicas { get; init; } = 1;

    /// <summary>An image of ours, in place of the one that a local run takes.</summary>
    public ReferenceExpression? OwnImage { get; init; }

    /// <summary>Ports that face the world or the other droplet: all others stay within the droplet's private network.</summary>
    public PublishedPort[] Ports { get; init; } = [];

    /// <summary>Secrets that come as files.</summary>
    public SecretFile[] Secrets { get; init; } = [];

    /// <summary>As whom it runs (uid:gid) where the image does not say it.</summary>
    public string? User { get; init; }

    /// <summary>Its root file system cannot be written to; <c>/tmp</c> is in memory.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>Not started with everything: an operator starts it when it is needed.</summary>
    public bool OnDemand { get; init; }

    /// <summary>
    /// What its image starts, arguments included. Only where a secret is among its settings: it is then started by
    /// <c>deploy/with-secrets.sh</c>, which has to know what comes after it.
    /// </summary>
    public string[] Start { get; init; } = [];

    /// <summary>How long it may take to stop, as compose writes it.</summary>
    public string StopGracePeriod { get; init; } = "30s";

    /// <summary>Capabilities it keeps; all others are taken away.</summary>
    public string[] Capabilities { get; init; } = [];

    /// <summary>Folders of the droplet that it looks into: <c>/proc:/host/proc</c>.</summary>
    public string[] HostFolders { get; init; } = [];

    /// <summary>The same as mounts: it changes nothing there, and sees what is mounted there after its start.</summary>
    public IEnumerable<string> HostMounts => HostFolders.Select(folder => Names.Literal($"{folder}:ro,rslave"));

    /// <summary>It watches the machine itself: sees its processes, and is in its network in place of the droplet's own.</summary>
    public bool HostNamespaces { get; init; }

    /// <summary>Faces the world, and passes requests to the replicas that serve.</summary>
    public bool Edge { get; init; }

    /// <summary>Its state lies in volumes, so that it cannot move to another node of a swarm.</summary>
    public bool Stateful { get; init; }

    public string? ShmSize { get; init; }

    /// <summary>A health check that asks an address within the container, with the client that small images have.</summary>
    public static string[] Answers(string url) => ["CMD", "wget", "-q", "-O", "/dev/null", url];

    /// <summary>In a swarm, one on every node: it reads what lies on that node.</summary>
    public bool OnEveryNode { get; init; }

    /// <summary>A name it has to know besides those of services, and the parameter that has the address.</summary>
    public (string Name, IResourceBuilder<ParameterResource> Address)? ExtraHost { get; init; }
}

/// <summary>A port of the droplet handed on to the service.</summary>
/// <param name="Host">The port on the droplet.</param>
/// <param name="Container">The port in the container.</param>
/// <param name="Protocol"><c>tcp</c> or <c>udp</c>.</param>
/// <param name="Address">The droplet's address that it is bound to; null: all.</param>
internal sealed record PublishedPort(int Host, int Container, string Protocol = "tcp", IResourceBuilder<ParameterResource>? Address = null);

/// <summary>A secret that is a file.</summary>
/// <param name="Name">The service finds it at <c>/run/secrets/NAME</c>.</param>
/// <param name="File">The file under <c>secrets/</c> beside the compose file.</param>
internal sealed record SecretFile(string Name, string File)
{
    /// <summary>The certificate of the authority that signed the database's.</summary>
    public static SecretFile DatabaseAuthority { get; } = new("database_ca", "ca.crt");
}

/// <summary>Where Prometheus finds a service's metrics; written into the droplet's target files.</summary>
/// <param name="Job">The label <c>job</c>, and the file's name.</param>
/// <param name="Port">The port that others in its network reach it by, or the other droplet.</param>
internal sealed record Metrics(string Job, int Port) : IResourceAnnotation
{
    /// <summary>Labels besides <c>job</c> and <c>host</c>, also those by which Prometheus is told how to ask.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();
}

/// <summary>On Prometheus: reads the target files, so that it has to find all that are named in them.</summary>
/// <param name="Folder">The folder that it mounts them from.</param>
internal sealed record ReadsTargets(string Folder) : IResourceAnnotation;

internal static class ServiceExtensions
{
    public static IResourceBuilder<T> AsService<T>(this IResourceBuilder<T> resource, Service service)
        where T : IResource => resource.WithAnnotation(service, ResourceAnnotationMutationBehavior.Replace);

    public static IResourceBuilder<T> WithMetrics<T>(this IResourceBuilder<T> resource, Metrics metrics)
        where T : IResource => resource.WithAnnotation(metrics);
}
