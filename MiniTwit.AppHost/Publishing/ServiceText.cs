using System.Text;

namespace MiniTwit.AppHost.Publishing;

/// <summary>What both kinds of file, a droplet's compose file and the swarm's stack, say of services in the same words.</summary>
internal static class ServiceText
{
    /// <summary>A file up to the end of its services: what it is, what stands before everything, what all services have, and what each has.</summary>
    public static StringBuilder Begin(
        string comment,
        string head,
        Dictionary<string, object> common,
        IEnumerable<Part> parts,
        Func<Part, Dictionary<string, object>> write
    )
    {
        var file = new StringBuilder($"{comment}\n{head}\n\n")
            .Append("# What all services have in common: their output is bounded, they hold no rights they do not ask for.\n")
            .Append("x-service: &service\n")
            .Append(Yaml.Write(common, indent: 2))
            .Append("\nservices:");
        foreach (var part in parts)
        {
            file.Append($"\n  # {part.Service.Purpose}\n  {part.Name}:\n    <<: *service\n").Append(Yaml.Write(write(part), indent: 4));
        }

        return file;
    }

    /// <summary>A section of the file, unless it is empty.</summary>
    public static void AddSection<T>(this StringBuilder file, string name, IReadOnlyDictionary<string, T> content)
    {
        if (content.Count > 0)
        {
            file.Append('\n').Append(Yaml.Write(new Dictionary<string, object> { [name] = content }));
        }
    }

    /// <summary>In every service of either kind.</summary>
    public static Dictionary<string, object> Common() =>
        new()
        {
            ["cap_drop"] = new[] { "ALL" },
            ["logging"] = new Dictionary<string, object>
            {
                ["driver"] = "json-file",
                ["options"] = new Dictionary<string, string> { ["max-size"] = "10m", ["max-file"] = "3" },
            },
        };

    public static Dictionary<string, Dictionary<string, string>> Volumes(IEnumerable<Part> parts) =>
        parts
            .SelectMany(VolumesOf)
            .Distinct()
            .Order(StringComparer.Ordinal)
            .ToDictionary(name => name, _ => new Dictionary<string, string>());

    public static IEnumerable<string> VolumesOf(Part part) =>
        part.Mounts.Where(mount => mount.Type == ContainerMountType.Volume).Select(mount => mount.Source!);

    /// <summary>What is mounted from that source, in a file that names no other.</summary>
    public static string Mount(ContainerMountAnnotation mount, string source) =>
        Names.Literal($"{source}:{mount.Target}{(mount.IsReadOnly ? ":ro" : "")}");

    /// <summary>Adds it where there is any.</summary>
    public static void AddAny<T>(this Dictionary<string, object> text, string key, IReadOnlyCollection<T> values)
    {
        if (values.Count > 0)
        {
            text[key] = values;
        }
    }

    /// <summary>What it may do, how it is known to be well, and how it ends.</summary>
    public static void AddLife(this Dictionary<string, object> text, Part part)
    {
        var service = part.Service;
        if (service.User is { } user)
        {
            text["user"] = Names.Literal(user);
        }

        if (service.ReadOnly)
        {
            text["read_only"] = true;
        }

        text.AddAny("cap_add", service.Capabilities);
        if (service.HealthCheck is { } check)
        {
            text["healthcheck"] = new Dictionary<string, object>
            {
                ["test"] = check.Select(Names.Literal).ToArray(),
                ["interval"] = service.HealthInterval,
                ["timeout"] = "15s",
                ["retries"] = 3,
                ["start_period"] = service.StartPeriod,
            };
        }

        text["stop_grace_period"] = service.StopGracePeriod;
    }

    public static Dictionary<string, object> Resources(Part part) =>
        new()
        {
            ["limits"] = new Dictionary<string, object> { ["cpus"] = part.Service.Cpus, ["memory"] = part.Memory },
        };

    /// <summary>The services on the other droplet that a part has to find.</summary>
    public static IEnumerable<Part> Elsewhere(Part part, IReadOnlyList<Part> all) =>
        all.Where(other =>
            other.Droplet != part.Droplet
            && (
                part.Reaches.Contains(other.Resource)
                || (part.Resource.Annotations.OfType<ReadsTargets>().Any() && other.Resource.Annotations.OfType<Metrics>().Any())
            )
        );

    /// <summary>Those, by their own names.</summary>
    public static List<string> ExtraHosts(Part part, IReadOnlyList<Part> all) =>
        [
            .. Elsewhere(part, all)
                .Select(other => $"{other.Name}:{Names.Reference(other.Droplet.Address!)}")
                .Order(StringComparer.Ordinal),
            .. part.ExtraHost is { } extra ? new[] { extra } : [],
        ];
}
