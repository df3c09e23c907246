using System.Security.Cryptography;
using System.Text;
using MiniTwit.AppHost.Droplets;

namespace MiniTwit.AppHost.Publishing;

/// <summary>
/// The app droplet's parts as a Docker Swarm stack, for the day one droplet is too small: replicas on any node, updates that start the
/// new before stopping the old and roll back by themselves, configuration and secrets handed out by the swarm.
/// </summary>
internal static class StackFile
{
    /// <param name="droplet">The app droplet.</param>
    /// <param name="all">All parts, of both droplets.</param>
    /// <param name="folder">Where the file will lie.</param>
    public static string Write(DropletResource droplet, IReadOnlyList<Part> all, string folder)
    {
        var configs = new SortedDictionary<string, object>(StringComparer.Ordinal);
        var parts = all.Where(part => part.Droplet == droplet).ToList();
        var file = new StringBuilder()
            .Append("# The app droplet's services as a Docker Swarm stack. Generated from MiniTwit.AppHost by deploy/generate.sh: change the model, not this file.\n")
            .Append("# How to use it: docs/scaling.md.\n")
            .Append("services:\n");
        foreach (var part in parts)
        {
            file.Append($"  # {part.Service.Purpose}\n  {part.Name}:\n")
                .Append(Yaml.Write(ServiceOf(part, all, folder, configs), indent: 4))
                .Append('\n');
        }

        file.Append(Yaml.Write(new Dictionary<string, object>
        {
            ["networks"] = new Dictionary<string, object>
            {
                [Networks.Private] = new Dictionary<string, object>
                {
                    ["driver"] = "overlay",
                    ["ipam"] = new Dictionary<string, object> { ["config"] = new[] { new Dictionary<string, string> { ["subnet"] = Networks.PrivateSubnet } } },
                },
            },
        })).Append('\n');
        file.Append(Yaml.Write(new Dictionary<string, object> { ["volumes"] = ComposeFile.VolumesOf(parts).ToDictionary(name => name, _ => new Dictionary<string, string>()) })).Append('\n');
        file.Append(Yaml.Write(new Dictionary<string, object>
        {
            ["secrets"] = ComposeFile.SecretsOf(parts).ToDictionary(secret => secret.Name, _ => new Dictionary<string, object> { ["external"] = true }),
        })).Append('\n');
        return file.Append(Yaml.Write(new Dictionary<string, object> { ["configs"] = configs })).ToString();
    }

    private static Dictionary<string, object> ServiceOf(
        Part part, IReadOnlyList<Part> all, string folder, SortedDictionary<string, object> configs)
    {
        Dictionary<string, object> text = new() { ["image"] = part.Image };
        ComposeService.AddStart(text, part);
        var environment = new SortedDictionary<string, string>(part.Environment, StringComparer.Ordinal);
        if (environment.ContainsKey("ForwardedHeaders__KnownNetworks"))
        {
            // No fixed addresses in a swarm; nothing but its services is in that network.
            environment["ForwardedHeaders__KnownNetworks"] = Networks.PrivateSubnet;
        }

        if (part.Service.HostNamespaces)
        {
            // In the swarm's network it is found by its name, and hears all of that network.
            text["command"] = part.Arguments.Where(argument => !argument.StartsWith("--web.listen-address", StringComparison.Ordinal)).ToList();
            environment["LISTEN"] = "localhost:9100";
        }

        if (environment.Count > 0)
        {
            text["environment"] = environment;
        }

        if (ComposeService.ExtraHosts(part, all, swarm: true) is { Count: > 0 } hosts)
        {
            text["extra_hosts"] = hosts;
        }

        if (part.Service.Secrets.Length > 0)
        {
            text["secrets"] = part.Service.Secrets.Select(secret => secret.Name).ToArray();
        }

        AddFiles(text, part, folder, configs);
        ComposeService.AddRights(text, part.Service);
        text["cap_drop"] = new[] { "ALL" };
        if (part.Service.Ports.Length > 0)
        {
            text["ports"] = part.Service.Ports.Select(port => new Dictionary<string, object>
            {
                ["target"] = port.Container,
                ["published"] = port.Host,
                ["protocol"] = port.Protocol,
                // Keeps the client's address, which the swarm's own routing hides.
                ["mode"] = "host",
            }).ToArray();
        }

        text["networks"] = new Dictionary<string, object>
        {
            [Networks.Private] = part.Service.Replicas > 1
                ? new Dictionary<string, object> { ["aliases"] = new[] { Networks.Replicas(part.Name), Networks.ServingReplicas(part.Name) } }
                : new Dictionary<string, object>(),
        };
        if (part.Service.HealthCheck is { } check)
        {
            text["healthcheck"] = ComposeService.HealthCheck(check, part.Service);
        }

        text["stop_grace_period"] = part.Service.StopGracePeriod;
        text["logging"] = ComposeFile.Logging();
        text["deploy"] = Deploy(part);
        return text;
    }

    private static Dictionary<string, object> Deploy(Part part)
    {
        var service = part.Service;
        Dictionary<string, object> deploy = new()
        {
            ["replicas"] = service.Profile is null ? service.Replicas : 0,
            ["resources"] = ComposeService.Resources(part),
            ["restart_policy"] = new Dictionary<string, string> { ["condition"] = service.RunsToCompletion ? "on-failure" : "any", ["delay"] = "2s" },
        };
        if (service.Replicas > 1)
        {
            // The names of services answer with every replica's address, as on one droplet, so that Caddy and Prometheus see each.
            deploy["endpoint_mode"] = "dnsrr";
            deploy["update_config"] = Update("rollback");
            deploy["rollback_config"] = Update("pause");
        }

        if (service.Stateful)
        {
            deploy["placement"] = new Dictionary<string, object> { ["constraints"] = new[] { "node.labels.minitwit.data == true" } };
        }
        else if (service.OnEveryNode)
        {
            deploy["mode"] = "global";
            deploy.Remove("replicas");
        }

        return deploy;
    }

    private static Dictionary<string, object> Update(string onFailure) => new()
    {
        ["parallelism"] = 1,
        ["order"] = "start-first",
        ["delay"] = "5s",
        ["monitor"] = "20s",
        ["failure_action"] = onFailure,
    };

    private static void AddFiles(
        Dictionary<string, object> text, Part part, string folder, SortedDictionary<string, object> configs)
    {
        List<string> volumes = [];
        List<object> files = [];
        foreach (var mount in part.Mounts)
        {
            if (mount.Type == ContainerMountType.Volume)
            {
                volumes.Add($"{mount.Source}:{mount.Target}");
            }
            else if (!mount.IsReadOnly || !Path.Exists(mount.Source))
            {
                // Not a file of the repository: each node has it, where deploy.sh would put it.
                var there = Path.GetRelativePath(Path.GetDirectoryName(folder)!, mount.Source!).Replace('\\', '/');
                volumes.Add($"/opt/minitwit/deploy/{there}:{mount.Target}{(mount.IsReadOnly ? ":ro" : "")}");
            }
            else
            {
                files.AddRange(Files(mount).Select(file => Config(file.Source, file.Target, folder, configs)));
            }
        }

        volumes.AddRange(part.Service.HostFolders.Select(mount => mount + ":ro"));
        if (volumes.Count > 0)
        {
            text["volumes"] = volumes;
        }

        if (files.Count > 0)
        {
            text["configs"] = files;
        }
    }

    private static IEnumerable<(string Source, string Target)> Files(ContainerMountAnnotation mount) => File.Exists(mount.Source)
        ? [(mount.Source, mount.Target)]
        : Directory.EnumerateFiles(mount.Source!, "*", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .Select(file => (file, $"{mount.Target}/{Path.GetRelativePath(mount.Source!, file).Replace('\\', '/')}"));

    /// <summary>A config of a swarm never changes: its name has its content's hash, so that a changed file is another config.</summary>
    private static Dictionary<string, string> Config(string source, string target, string folder, SortedDictionary<string, object> configs)
    {
        var relative = Path.GetRelativePath(folder, source).Replace('\\', '/');
        var key = relative.TrimStart('.', '/').Replace('/', '-').Replace('.', '-');
        configs[key] = new Dictionary<string, string>
        {
            ["name"] = $"minitwit-{key}-{Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(source)))[..8]}",
            ["file"] = relative,
        };
        return new() { ["source"] = key, ["target"] = target };
    }
}
