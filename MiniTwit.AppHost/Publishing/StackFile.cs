using System.Security.Cryptography;
using System.Text;
using MiniTwit.AppHost.Droplets;

namespace MiniTwit.AppHost.Publishing;

/// <summary>
/// The app droplet's parts as a Docker Swarm stack, for the day one droplet is too small: replicas on any node, updates that start the
/// new before stopping the old and roll back by themselves, configuration and secrets handed out by the swarm.
/// </summary>
/// <param name="droplet">The app droplet.</param>
/// <param name="all">All parts, of both droplets.</param>
/// <param name="targets">Prometheus' target files, which lie in the folder <c>targets</c> beside the stack.</param>
/// <param name="folder">Where the stack will lie.</param>
internal sealed class StackFile(
    DropletResource droplet,
    IReadOnlyList<Part> all,
    IReadOnlyList<(string File, string Text)> targets,
    string folder
)
{
    // A config's name may have 64 characters.
    private const int LongestKey = 64 - 9 - 9;

    private readonly SortedDictionary<string, object> _configs = new(StringComparer.Ordinal);

    public string Write()
    {
        var parts = all.Where(part => part.Droplet == droplet).ToList();
        var file = new StringBuilder()
            .Append(
                "# The app droplet's services as a Docker Swarm stack. Generated from MiniTwit.AppHost by deploy/generate.sh: change the model, not this file.\n"
            )
            .Append("# swarm/deploy.sh deploys it: docs/scaling.md.\n")
            .Append("version: \"3.9\" # Docker's older clients ask for it.\n\n")
            .Append("services:\n");
        foreach (var part in parts)
        {
            file.Append($"  # {part.Service.Purpose}\n  {part.Name}:\n").Append(Yaml.Write(ServiceOf(part), indent: 4)).Append('\n');
        }

        file.Append(
                Yaml.Write(
                    new Dictionary<string, object>
                    {
                        ["networks"] = new Dictionary<string, object>
                        {
                            [Networks.Private] = new Dictionary<string, object>
                            {
                                ["driver"] = "overlay",
                                ["ipam"] = new Dictionary<string, object>
                                {
                                    ["config"] = new[] { new Dictionary<string, string> { ["subnet"] = Networks.PrivateSubnet } },
                                },
                            },
                        },
                    }
                )
            )
            .Append('\n');
        file.Append(
                Yaml.Write(
                    new Dictionary<string, object>
                    {
                        ["volumes"] = ComposeFile.VolumesOf(parts).ToDictionary(name => name, _ => new Dictionary<string, string>()),
                    }
                )
            )
            .Append('\n');
        file.Append(
                Yaml.Write(
                    new Dictionary<string, object>
                    {
                        ["secrets"] = ComposeFile
                            .SecretsOf(parts)
                            .Select(secret => secret.Name)
                            .ToDictionary(name => name, name => External(name.ToUpperInvariant()))
                            .Concat(
                                parts.SelectMany(StackSecret.Of).ToDictionary(secret => secret.Name, secret => External(secret.Variable))
                            )
                            .ToDictionary(),
                    }
                )
            )
            .Append('\n');
        return file.Append(Yaml.Write(new Dictionary<string, object> { ["configs"] = _configs })).ToString();
    }

    // A swarm's secret never changes: its name, which swarm/deploy.sh makes, has its content's hash.
    private static Dictionary<string, object> External(string variable) =>
        new() { ["external"] = true, ["name"] = $"${{{variable}_SECRET:?}}" };

    private Dictionary<string, object> ServiceOf(Part part)
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
            text["command"] = part
                .Arguments.Where(argument => !argument.StartsWith("--web.listen-address", StringComparison.Ordinal))
                .ToList();
            environment["LISTEN"] = "localhost:9100";
        }

        var secrets = StackSecret.Of(part).ToList();
        secrets.ForEach(secret => environment.Remove(secret.Setting));

        if (environment.Count > 0)
        {
            text["environment"] = environment;
        }

        if (ComposeService.ExtraHosts(part, all, swarm: true) is { Count: > 0 } hosts)
        {
            text["extra_hosts"] = hosts;
        }

        if (part.Service.Secrets.Length + secrets.Count > 0)
        {
            text["secrets"] = part
                .Service.Secrets.Select(object (secret) => secret.Name)
                .Concat(secrets.Select(secret => new Dictionary<string, string> { ["source"] = secret.Name, ["target"] = secret.File }))
                .ToList();
        }

        AddFiles(text, part);
        ComposeService.AddRights(text, part.Service);
        text["cap_drop"] = new[] { "ALL" };
        if (part.Service.Ports.Length > 0)
        {
            text["ports"] = part
                .Service.Ports.Select(port => new Dictionary<string, object>
                {
                    ["target"] = port.Container,
                    ["published"] = port.Host,
                    ["protocol"] = port.Protocol,
                    // Keeps the client's address, which the swarm's own routing hides.
                    ["mode"] = "host",
                })
                .ToArray();
        }

        text["networks"] = new Dictionary<string, object>
        {
            [Networks.Private] = Aliases(part) is { Length: > 0 } aliases
                ? new Dictionary<string, object> { ["aliases"] = aliases }
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

    private static string[] Aliases(Part part) =>
        part.Service switch
        {
            { Replicas: > 1 } => [Networks.Replicas(part.Name), .. Networks.ServingNames(part.Name)],
            { OnEveryNode: true } => [.. part.Resource.Annotations.OfType<Metrics>().Select(metrics => Networks.OnNodes(metrics.Job))],
            _ => [],
        };

    private static Dictionary<string, object> Deploy(Part part)
    {
        var service = part.Service;
        Dictionary<string, object> deploy = new()
        {
            ["replicas"] = service.Profile is null ? service.Replicas : 0,
            ["resources"] = ComposeService.Resources(part),
            ["restart_policy"] = new Dictionary<string, string>
            {
                ["condition"] = service.RunsToCompletion ? "on-failure" : "any",
                ["delay"] = "2s",
            },
            // The names of services answer with every replica's address, as on one droplet, so that Caddy and Prometheus see each.
            ["endpoint_mode"] = "dnsrr",
        };
        if (service.Replicas > 1)
        {
            deploy["update_config"] = Update("rollback");
            deploy["rollback_config"] = Update("pause");
        }
        else if (service.RunsToCompletion)
        {
            // For the swarm a task that ends within seconds has failed, with whatever exit code, and pauses the update.
            deploy["update_config"] = new Dictionary<string, string> { ["failure_action"] = "continue" };
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

    private static Dictionary<string, object> Update(string onFailure) =>
        new()
        {
            ["parallelism"] = 1,
            ["order"] = "start-first",
            ["delay"] = "5s",
            ["monitor"] = "20s",
            ["failure_action"] = onFailure,
        };

    private void AddFiles(Dictionary<string, object> text, Part part)
    {
        var targetsFolder = part.Resource.Annotations.OfType<ReadsTargets>().SingleOrDefault()?.Folder;
        List<object> volumes = [];
        List<object> files = [];
        foreach (var mount in part.Mounts)
        {
            if (mount.Type == ContainerMountType.Volume)
            {
                volumes.Add(ComposeService.Mount(mount, mount.Source!));
            }
            else if (mount.Source == targetsFolder)
            {
                files.AddRange(
                    targets.Select(target =>
                        Config($"targets/{target.File}", Encoding.UTF8.GetBytes(target.Text), $"{mount.Target}/{target.File}")
                    )
                );
            }
            else if (!mount.IsReadOnly || !Path.Exists(mount.Source))
            {
                // Not a file of the repository: each node has it, where deploy.sh puts it on the droplet.
                var there = Path.GetRelativePath(Path.GetDirectoryName(folder)!, mount.Source!).Replace('\\', '/');
                volumes.Add(ComposeService.Mount(mount, $"/opt/minitwit/deploy/{there}"));
            }
            else
            {
                files.AddRange(
                    Files(mount)
                        .Select(file =>
                            Config(
                                Path.GetRelativePath(folder, file.Source).Replace('\\', '/'),
                                File.ReadAllBytes(file.Source),
                                file.Target
                            )
                        )
                );
            }
        }

        volumes.AddRange(part.Service.HostMounts);
        if (part.Service.ReadOnly)
        {
            // A stack does not know the key tmpfs that a compose file has.
            volumes.Add(new Dictionary<string, string> { ["type"] = "tmpfs", ["target"] = "/tmp" });
        }

        if (volumes.Count > 0)
        {
            text["volumes"] = volumes;
        }

        if (files.Count > 0)
        {
            text["configs"] = files;
        }
    }

    private static IEnumerable<(string Source, string Target)> Files(ContainerMountAnnotation mount) =>
        File.Exists(mount.Source)
            ? [(mount.Source, mount.Target)]
            : Directory
                .EnumerateFiles(mount.Source!, "*", SearchOption.AllDirectories)
                .Order(StringComparer.Ordinal)
                .Select(file => (file, $"{mount.Target}/{Path.GetRelativePath(mount.Source!, file).Replace('\\', '/')}"));

    /// <summary>A config of a swarm never changes: its name has its content's hash, so that a changed file is another config.</summary>
    private Dictionary<string, string> Config(string file, byte[] content, string target)
    {
        var key = file.TrimStart('.', '/').Replace('/', '-').Replace('.', '-');
        var hash = Convert.ToHexStringLower(SHA256.HashData(content))[..8];
        _configs[key] = new Dictionary<string, string>
        {
            ["name"] = $"minitwit-{(key.Length > LongestKey ? key[^LongestKey..] : key)}-{hash}",
            ["file"] = Names.Literal(file),
        };
        return new() { ["source"] = key, ["target"] = Names.Literal(target) };
    }
}
