using System.Text;
using MiniTwit.AppHost.Droplets;

namespace MiniTwit.AppHost.Publishing;

/// <summary>A droplet's <c>compose.yaml</c>.</summary>
internal static class ComposeFile
{
    private const string Common = "service";

    /// <param name="droplet">The droplet.</param>
    /// <param name="all">All parts, of both droplets.</param>
    /// <param name="folder">Where the file will lie.</param>
    public static string Write(DropletResource droplet, IReadOnlyList<Part> all, string folder)
    {
        var parts = all.Where(part => part.Droplet == droplet).ToList();
        var file = new StringBuilder()
            .Append(
                $"# The {droplet.Host} droplet. Generated from MiniTwit.AppHost by deploy/generate.sh: change the model, not this file.\n"
            )
            .Append(
                "# ${NAME:?} comes from the file .env beside this one, and nothing starts without it; ${NAME:-} may be empty. See .env.example.\n"
            )
            .Append("name: minitwit\n\n")
            .Append(
                "# What all services have in common: they come back by themselves, their output is bounded, they hold no rights they do not ask for.\n"
            )
            .Append($"x-{Common}: &{Common}\n")
            .Append(Yaml.Write(CommonToAll(), indent: 2))
            .Append("\nservices:\n");
        foreach (var part in parts)
        {
            file.Append($"  # {part.Service.Purpose}\n  {part.Name}:\n    <<: *{Common}\n")
                .Append(Yaml.Write(ComposeService.Write(part, all, folder), indent: 4))
                .Append('\n');
        }

        file.Append(Yaml.Write(new Dictionary<string, object> { ["networks"] = NetworksOf(parts) })).Append('\n');
        file.Append(
            Yaml.Write(
                new Dictionary<string, object>
                {
                    ["volumes"] = VolumesOf(parts).ToDictionary(name => name, _ => new Dictionary<string, string>()),
                }
            )
        );
        if (SecretsOf(parts) is { Count: > 0 } secrets)
        {
            file.Append('\n')
                .Append(
                    Yaml.Write(
                        new Dictionary<string, object>
                        {
                            ["secrets"] = secrets.ToDictionary(
                                secret => secret.Name,
                                secret => new Dictionary<string, string> { ["file"] = $"./secrets/{secret.File}" }
                            ),
                        }
                    )
                );
        }

        return file.ToString();
    }

    public static SortedSet<string> VolumesOf(IEnumerable<Part> parts) =>
        new(
            parts.SelectMany(part => part.Mounts).Where(mount => mount.Type == ContainerMountType.Volume).Select(mount => mount.Source!),
            StringComparer.Ordinal
        );

    public static List<SecretFile> SecretsOf(IEnumerable<Part> parts) =>
        [.. parts.SelectMany(part => part.Service.Secrets).Distinct().OrderBy(secret => secret.Name, StringComparer.Ordinal)];

    private static Dictionary<string, object> CommonToAll() =>
        new()
        {
            ["restart"] = "unless-stopped",
            ["cap_drop"] = new[] { "ALL" },
            ["security_opt"] = new[] { "no-new-privileges:true" },
            ["logging"] = Logging(),
        };

    public static Dictionary<string, object> Logging() =>
        new()
        {
            ["driver"] = "json-file",
            ["options"] = new Dictionary<string, string> { ["max-size"] = "10m", ["max-file"] = "3" },
        };

    private static Dictionary<string, object> Subnet(Dictionary<string, string> addresses) =>
        new() { ["ipam"] = new Dictionary<string, object> { ["config"] = new[] { addresses } } };

    private static Dictionary<string, object> NetworksOf(IReadOnlyList<Part> parts)
    {
        Dictionary<string, object> networks = new()
        {
            [Networks.Private] = Subnet(
                new()
                {
                    ["subnet"] = Networks.PrivateSubnet,
                    ["ip_range"] = Networks.PrivateRange,
                    ["gateway"] = Networks.Gateway,
                }
            ),
        };
        if (parts.Any(part => part.Service.Edge))
        {
            networks[Networks.Serving] = Subnet(new() { ["subnet"] = Networks.ServingSubnet, ["ip_range"] = Networks.ServingRange });
            networks[Networks.Edge] = new Dictionary<string, object>();
        }

        return networks;
    }
}
