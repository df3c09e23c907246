using System.Text;
using System.Text.RegularExpressions;

namespace MiniTwit.AppHost.Publishing;

/// <summary>
/// Services of the app droplet as a Docker Swarm stack: replicas on any node, updates that start the new before stopping the old and go
/// back by themselves, configuration and secrets handed out by the swarm.
/// </summary>
/// <param name="parts">The services: those that run before the others in one file, the others in another.</param>
/// <param name="all">All parts, of both droplets.</param>
/// <param name="targets">Prometheus' target files, which lie in the folder <c>targets</c> beside the stack.</param>
/// <param name="folder">Where the stack will lie.</param>
/// <param name="repository">Mounted files below this folder are handed out by the swarm; others each node has.</param>
internal sealed partial class StackFile(
    IReadOnlyList<Part> parts,
    IReadOnlyList<Part> all,
    IReadOnlyList<(string File, string Text)> targets,
    string folder,
    string repository
)
{
    private const string WithSecrets = "/with-secrets.sh";

    private readonly SortedDictionary<string, object> _configs = new(StringComparer.Ordinal);

    /// <param name="purpose">What the file holds, for its reader.</param>
    /// <exception cref="DistributedApplicationException">One has secrets that it cannot be started with.</exception>
    public string Write(string purpose)
    {
        var file = ServiceText.Begin(
            $"""
            # {purpose} Generated from MiniTwit.AppHost by deploy/generate.sh: change the model, not this file.
            # Each variable comes from deploy.sh: nothing starts without one written with :?, and one with :- may be empty.
            """,
            "version: \"3.9\" # Docker's older clients ask for it.",
            ServiceText.Common(),
            parts,
            ServiceOf
        );
        var runBefore = parts.All(part => part.Service.RunsBefore);
        Dictionary<string, object> network = new()
        {
            ["driver"] = "overlay",
            ["ipam"] = Networks.Ipam(new() { ["subnet"] = runBefore ? Networks.SubnetBefore : Networks.Subnet }),
        };
        file.AddSection("networks", new Dictionary<string, object> { [runBefore ? "default" : Networks.Private] = network });
        file.AddSection("volumes", ServiceText.Volumes(parts));
        // A swarm's secret never changes: its name, which the deployment makes, has its content's hash.
        file.AddSection(
            "secrets",
            parts
                .SelectMany(SwarmSecret.Of)
                .DistinctBy(secret => secret.Name)
                .ToDictionary(
                    secret => secret.Name,
                    secret => new Dictionary<string, object> { ["external"] = true, ["name"] = $"${{{secret.Variable}_SECRET:?}}" }
                )
        );
        file.AddSection("configs", _configs);
        return file.ToString();
    }

    private Dictionary<string, object> ServiceOf(Part part)
    {
        var secrets = SwarmSecret.Of(part).ToList();
        var environment = part.Environment.ExceptBy(secrets.Select(secret => secret.Setting), setting => setting.Key).ToDictionary();
        var wrapped = part.Resource is not ProjectResource && secrets.Any(secret => secret.Setting is not null);
        Dictionary<string, object> text = new() { ["image"] = part.Image };
        text.AddAny("entrypoint", Entrypoint(part, wrapped, environment.Keys));
        text.AddAny("command", part.Arguments);
        text.AddAny("environment", environment);
        text.AddAny("extra_hosts", ServiceText.ExtraHosts(part, all));
        text.AddAny("secrets", secrets.ConvertAll(secret => Handed(secret.Name, secret.Target)));
        var (volumes, files) = Mounts(part);
        if (wrapped)
        {
            files.Add(Config(Path.Combine(folder, ".." + WithSecrets), WithSecrets));
        }

        text.AddAny("volumes", volumes);
        text.AddAny("configs", files);
        text.AddAny("ports", part.Service.Ports.Select(Port).ToList());
        if (!part.Service.RunsBefore)
        {
            Dictionary<string, object> names = [];
            names.AddAny("aliases", Aliases(part));
            text["networks"] = new Dictionary<string, object> { [Networks.Private] = names };
        }

        text.AddLife(part);
        text["deploy"] = Deploy(part);
        return text;
    }

    /// <summary>A program that knows its settings from its environment alone is started by a script that puts the secrets there.</summary>
    private static string[] Entrypoint(Part part, bool wrapped, IEnumerable<string> environment)
    {
        string[] own = part.Resource is ContainerResource { Entrypoint: { } entrypoint } ? [entrypoint] : [];
        if (!wrapped)
        {
            return [.. own.Select(Names.Literal)];
        }

        var start = own.Length > 0 ? own : part.Service.Start;
        if (start.Length == 0)
        {
            throw new DistributedApplicationException(
                $"'{part.Name}' has secrets among its settings and does not say what its image starts: Service.Start."
            );
        }

        if (environment.FirstOrDefault(name => !Passed().IsMatch(name)) is { } lost)
        {
            throw new DistributedApplicationException($"'{part.Name}' would not get its setting {lost}: no shell passes such a name on.");
        }

        return ["/bin/sh", WithSecrets, .. start.Select(Names.Literal)];
    }

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*$")]
    private static partial Regex Passed();

    private static Dictionary<string, string> Handed(string source, string target) =>
        new() { ["source"] = source, ["target"] = Names.Literal(target) };

    private static Dictionary<string, object> Port(PublishedPort port) =>
        new()
        {
            ["target"] = port.Container,
            ["published"] = port.Host,
            ["protocol"] = port.Protocol,
            // Keeps the client's address, which the swarm's own routing hides.
            ["mode"] = "host",
        };

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
        if (service.RunsBefore)
        {
            return new()
            {
                ["mode"] = "replicated-job",
                ["resources"] = ServiceText.Resources(part),
                ["restart_policy"] = new Dictionary<string, string> { ["condition"] = "none" },
            };
        }

        Dictionary<string, object> deploy = service.OnEveryNode
            ? new() { ["mode"] = "global" }
            : new() { ["replicas"] = service.OnDemand ? 0 : service.Replicas };
        deploy["resources"] = ServiceText.Resources(part);
        deploy["restart_policy"] = new Dictionary<string, string>
        {
            ["condition"] = service.RunsToCompletion ? "on-failure" : "any",
            ["delay"] = "2s",
        };
        // A name is answered with every replica's address, so that Caddy and Prometheus see each.
        deploy["endpoint_mode"] = "dnsrr";
        if (service.RunsToCompletion)
        {
            // For the swarm a task that ends within seconds has failed, with whatever exit code, and pauses the update.
            deploy["update_config"] = new Dictionary<string, string> { ["failure_action"] = "continue" };
            deploy["rollback_config"] = new Dictionary<string, string> { ["failure_action"] = "continue" };
        }
        else
        {
            // Two cannot have the same volume or port.
            var alone = service.OnEveryNode || service.Ports.Length > 0 || ServiceText.VolumesOf(part).Any();
            deploy["update_config"] = Update(alone, "rollback");
            deploy["rollback_config"] = Update(alone, "pause");
        }

        if (service.Stateful)
        {
            deploy["placement"] = new Dictionary<string, object> { ["constraints"] = new[] { "node.labels.minitwit.data == true" } };
        }

        return deploy;
    }

    private static Dictionary<string, object> Update(bool alone, string onFailure) =>
        new()
        {
            ["parallelism"] = 1,
            ["order"] = alone ? "stop-first" : "start-first",
            ["delay"] = "5s",
            ["monitor"] = "20s",
            ["failure_action"] = onFailure,
        };

    private (List<object> Volumes, List<Dictionary<string, string>> Files) Mounts(Part part)
    {
        var targetsFolder = part.Resource.Annotations.OfType<ReadsTargets>().SingleOrDefault()?.Folder;
        List<object> volumes = [];
        List<Dictionary<string, string>> files = [];
        foreach (var mount in part.Mounts)
        {
            var source = mount.Source!;
            if (source == targetsFolder)
            {
                files.AddRange(
                    targets.Select(target =>
                        Config($"targets/{target.File}", Encoding.UTF8.GetBytes(target.Text), $"{mount.Target}/{target.File}")
                    )
                );
            }
            else if (mount.Type == ContainerMountType.Volume || !source.StartsWith(repository, StringComparison.Ordinal))
            {
                volumes.Add(ServiceText.Mount(mount, source));
            }
            else
            {
                files.AddRange(
                    File.Exists(source)
                        ? [Config(source, mount.Target)]
                        : Directory
                            .EnumerateFiles(source, "*", SearchOption.AllDirectories)
                            .Order(StringComparer.Ordinal)
                            .Select(file => Config(file, $"{mount.Target}/{Path.GetRelativePath(source, file).Replace('\\', '/')}"))
                );
            }
        }

        volumes.AddRange(part.Service.HostMounts);
        if (part.Service.ReadOnly)
        {
            // A stack does not know the key tmpfs that a compose file has.
            volumes.Add(new Dictionary<string, string> { ["type"] = "tmpfs", ["target"] = "/tmp" });
        }

        return (volumes, files);
    }

    private Dictionary<string, string> Config(string file, string target) =>
        Config(Path.GetRelativePath(folder, file).Replace('\\', '/'), File.ReadAllBytes(file), target);

    /// <summary>A config of a swarm never changes: its name has its content's hash, so that a changed file is another config.</summary>
    private Dictionary<string, string> Config(string file, byte[] content, string target)
    {
        var key = file.TrimStart('.', '/').Replace('/', '-').Replace('.', '-');
        _configs[key] = new Dictionary<string, string> { ["name"] = Names.ByContent(key, content), ["file"] = Names.Literal(file) };
        return Handed(key, target);
    }
}
