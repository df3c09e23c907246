using MiniTwit.AppHost.Droplets;

namespace MiniTwit.AppHost.Publishing;

/// <summary>
/// The <c>compose.yaml</c> of a droplet outside of the swarm: the database's. None of its services has replicas, and none waits for a
/// manager elsewhere to be started.
/// </summary>
/// <param name="droplet">The droplet.</param>
/// <param name="all">All parts, of both droplets.</param>
internal sealed class ComposeFile(DropletResource droplet, IReadOnlyList<Part> all)
{
    public string Write()
    {
        var parts = all.Where(part => part.Droplet == droplet).ToList();
        var common = ServiceText.Common();
        common["restart"] = "unless-stopped";
        common["security_opt"] = new[] { "no-new-privileges:true" };
        var file = ServiceText.Begin(
            $"""
            # The {droplet.Host} droplet. Generated from MiniTwit.AppHost by deploy/generate.sh: change the model, not this file.
            # Each variable comes from the file .env beside this one: nothing starts without one written with :?, and one with :- may be empty.
            """,
            "name: minitwit",
            common,
            parts,
            ServiceOf
        );
        Dictionary<string, string> addresses = new()
        {
            ["subnet"] = Networks.Subnet,
            ["ip_range"] = Networks.Range,
            ["gateway"] = Networks.Gateway,
        };
        file.AddSection(
            "networks",
            new Dictionary<string, object> { [Networks.Private] = new Dictionary<string, object> { ["ipam"] = Networks.Ipam(addresses) } }
        );
        file.AddSection("volumes", ServiceText.Volumes(parts));
        file.AddSection(
            "secrets",
            parts
                .SelectMany(part => part.Service.Secrets)
                .Distinct()
                .OrderBy(secret => secret.Name, StringComparer.Ordinal)
                .ToDictionary(secret => secret.Name, secret => new Dictionary<string, string> { ["file"] = $"./secrets/{secret.File}" })
        );
        return file.ToString();
    }

    private Dictionary<string, object> ServiceOf(Part part)
    {
        var service = part.Service;
        Dictionary<string, object> text = new() { ["image"] = part.Image };
        if (part.Resource is ContainerResource { Entrypoint: { } entrypoint })
        {
            text["entrypoint"] = new[] { Names.Literal(entrypoint) };
        }

        text.AddAny("command", part.Arguments);
        text.AddAny("depends_on", DependsOn(part));
        text.AddAny("environment", part.Environment);
        if (SwarmSecret.Of(part).Any())
        {
            // Compose takes a service for the same when only what is in its files has changed; a label with their hash tells it.
            text["labels"] = new Dictionary<string, string> { ["minitwit.secrets"] = "${SECRETS_HASH:-}" };
        }

        text.AddAny("extra_hosts", ServiceText.ExtraHosts(part, all));
        text.AddAny("secrets", service.Secrets.Select(secret => secret.Name).ToArray());
        text.AddAny("volumes", part.Mounts.Select(Mount).Concat(service.HostMounts).ToList());
        if (service.ReadOnly)
        {
            text["tmpfs"] = new[] { "/tmp" };
        }

        if (service.ShmSize is { } size)
        {
            text["shm_size"] = size;
        }

        text.AddAny("ports", part.Ports);
        if (service.HostNamespaces)
        {
            text["pid"] = "host";
            text["network_mode"] = "host";
        }
        else
        {
            text["networks"] = new Dictionary<string, object> { [Networks.Private] = new Dictionary<string, object>() };
        }

        text.AddLife(part);
        text["deploy"] = new Dictionary<string, object> { ["resources"] = ServiceText.Resources(part) };
        return text;
    }

    private static string Mount(ContainerMountAnnotation mount) =>
        mount.Type == ContainerMountType.Volume
            ? ServiceText.Mount(mount, mount.Source!)
            : throw new DistributedApplicationException(
                $"{mount.Source} is mounted on a droplet that has no file of the repository but its own."
            );

    private Dictionary<string, object> DependsOn(Part part)
    {
        Dictionary<string, object> dependencies = [];
        foreach (var wait in part.Resource.Annotations.OfType<WaitAnnotation>())
        {
            var resource = wait.Resource is IResourceWithParent child ? child.Parent : wait.Resource;
            if (all.SingleOrDefault(other => other.Resource == resource && other.Droplet == droplet) is { } other)
            {
                dependencies[other.Name] = new Dictionary<string, string>
                {
                    ["condition"] = other.Service.HealthCheck is null ? "service_started" : "service_healthy",
                };
            }
        }

        return dependencies;
    }
}
