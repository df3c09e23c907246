namespace MiniTwit.AppHost.Publishing;

/// <summary>A part as a service of a compose file, besides what all services have in common.</summary>
internal static class ComposeService
{
    /// <param name="part">The part.</param>
    /// <param name="all">All parts, of both droplets.</param>
    /// <param name="folder">The compose file's, which its relative paths start from.</param>
    public static Dictionary<string, object> Write(Part part, IReadOnlyList<Part> all, string folder)
    {
        var service = part.Service;
        Dictionary<string, object> text = new() { ["image"] = part.Image };
        AddStart(text, part);
        if (service.Profile is { } profile)
        {
            text["profiles"] = new[] { profile };
        }

        if (service.RunsToCompletion)
        {
            text["restart"] = "no";
        }

        if (DependsOn(part, all) is { Count: > 0 } dependencies)
        {
            text["depends_on"] = dependencies;
        }

        if (part.Environment.Count > 0)
        {
            text["environment"] = part.Environment;
        }

        if (ExtraHosts(part, all) is { Count: > 0 } hosts)
        {
            text["extra_hosts"] = hosts;
        }

        if (service.Secrets.Length > 0)
        {
            text["secrets"] = service.Secrets.Select(secret => secret.Name).ToArray();
        }

        if (Volumes(part, folder) is { Count: > 0 } volumes)
        {
            text["volumes"] = volumes;
        }

        AddRights(text, service);
        if (service.ReadOnly)
        {
            text["tmpfs"] = new[] { "/tmp" };
        }

        if (service.ShmSize is { } size)
        {
            text["shm_size"] = size;
        }

        if (part.Ports.Count > 0)
        {
            text["ports"] = part.Ports;
        }

        if (service.HostNamespaces)
        {
            text["pid"] = "host";
            text["network_mode"] = "host";
        }
        else
        {
            text["networks"] = NetworksOf(part);
            if (part.Service.Edge || all.Any(other => other.Service.Replicas > 1 && part.Reaches.Contains(other.Resource)))
            {
                text["dns_opt"] = new[] { Networks.OwnWords };
            }
        }

        if (service.HealthCheck is { } check)
        {
            text["healthcheck"] = HealthCheck(check, service);
        }

        text["stop_grace_period"] = service.StopGracePeriod;
        Dictionary<string, object> deploy = new() { ["resources"] = Resources(part) };
        if (service.Replicas > 1)
        {
            deploy["replicas"] = service.Replicas;
        }

        text["deploy"] = deploy;
        return text;
    }

    /// <summary>Entry point and arguments.</summary>
    public static void AddStart(Dictionary<string, object> text, Part part)
    {
        if (part.Resource is ContainerResource { Entrypoint: { } entrypoint })
        {
            text["entrypoint"] = new[] { Names.Literal(entrypoint) };
        }

        if (part.Arguments.Count > 0)
        {
            text["command"] = part.Arguments;
        }
    }

    public static Dictionary<string, object> HealthCheck(string[] check, Service service) =>
        new()
        {
            ["test"] = check.Select(Names.Literal).ToArray(),
            ["interval"] = service.HealthInterval,
            ["timeout"] = "15s",
            ["retries"] = 3,
            ["start_period"] = service.StartPeriod,
        };

    public static Dictionary<string, object> Resources(Part part) =>
        new()
        {
            ["limits"] = new Dictionary<string, object> { ["cpus"] = part.Service.Cpus, ["memory"] = part.Memory },
        };

    /// <summary>What it may do; nothing that it does not ask for.</summary>
    public static void AddRights(Dictionary<string, object> text, Service service)
    {
        if (service.User is { } user)
        {
            text["user"] = Names.Literal(user);
        }

        if (service.ReadOnly)
        {
            text["read_only"] = true;
        }

        if (service.Capabilities.Length > 0)
        {
            text["cap_add"] = service.Capabilities;
        }
    }

    /// <summary>Services outside this droplet's network, by their own names.</summary>
    /// <param name="part">The part that has to find them.</param>
    /// <param name="all">All parts, of both droplets.</param>
    /// <param name="swarm">In a swarm, what watches a machine is in the network of services as well.</param>
    public static List<string> ExtraHosts(Part part, IReadOnlyList<Part> all, bool swarm = false) =>
        [
            .. part
                .Reaches.Concat(
                    part.Resource.Annotations.OfType<ReadsTargets>().Any()
                        ? all.Where(other => other.Resource.Annotations.OfType<Metrics>().Any()).Select(other => other.Resource)
                        : []
                )
                .Distinct()
                .Join(all, resource => resource, other => other.Resource, (_, other) => other)
                .Where(other => other.Droplet != part.Droplet || (other.Service.HostNamespaces && !swarm))
                .Select(other =>
                    $"{other.Name}:{(other.Droplet == part.Droplet ? Networks.Gateway : Names.Reference(other.Droplet.Address!))}"
                )
                .Order(StringComparer.Ordinal),
            .. part.ExtraHost is { } extra ? new[] { extra } : [],
        ];

    private static Dictionary<string, object> DependsOn(Part part, IReadOnlyList<Part> all)
    {
        Dictionary<string, object> dependencies = [];
        foreach (var wait in part.Resource.Annotations.OfType<WaitAnnotation>())
        {
            var resource = wait.Resource is IResourceWithParent child ? child.Parent : wait.Resource;
            // What is on the other droplet is waited for by deploying that one first.
            if (all.SingleOrDefault(other => other.Resource == resource) is { } other && other.Droplet == part.Droplet)
            {
                dependencies[other.Name] = new Dictionary<string, string> { ["condition"] = Condition(wait, other) };
            }
        }

        return dependencies;
    }

    private static string Condition(WaitAnnotation wait, Part other) =>
        wait.WaitType switch
        {
            WaitType.WaitForCompletion => "service_completed_successfully",
            WaitType.WaitUntilHealthy when other.Service.HealthCheck is not null => "service_healthy",
            WaitType.WaitUntilStarted => "service_started",
            _ => throw new DistributedApplicationException($"'{other.Name}' is waited for and has no health check."),
        };

    private static List<string> Volumes(Part part, string folder) =>
        [
            .. part.Mounts.Select(mount =>
                Mount(mount, mount.Type == ContainerMountType.Volume ? mount.Source! : Relative(folder, mount.Source!))
            ),
            .. part.Service.HostMounts,
        ];

    /// <summary>What is mounted from that source, in a file that names no other.</summary>
    public static string Mount(ContainerMountAnnotation mount, string source) =>
        Names.Literal($"{source}:{mount.Target}{(mount.IsReadOnly ? ":ro" : "")}");

    private static string Relative(string folder, string path)
    {
        var relative = Path.GetRelativePath(folder, path).Replace('\\', '/');
        return relative.StartsWith("..", StringComparison.Ordinal) ? relative : "./" + relative;
    }

    private static Dictionary<string, object?> NetworksOf(Part part)
    {
        Dictionary<string, object> none = [];
        if (part.Service.Edge)
        {
            return new()
            {
                [Networks.Private] = none,
                [Networks.Serving] = new Dictionary<string, object> { ["ipv4_address"] = Networks.CaddyAddress },
                [Networks.Edge] = none,
            };
        }

        return part.Service.Replicas == 1
            ? new() { [Networks.Private] = none }
            : new()
            {
                [Networks.Private] = new Dictionary<string, object> { ["aliases"] = new[] { Networks.Replicas(part.Name) } },
                [Networks.Serving] = new Dictionary<string, object> { ["aliases"] = Networks.ServingNames(part.Name) },
            };
    }
}
