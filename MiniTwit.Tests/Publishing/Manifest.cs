using MiniTwit.Tests.Stack;
using YamlDotNet.RepresentationModel;

namespace MiniTwit.Tests.Publishing;

/// <summary>A committed file of <c>deploy/</c> that services are run by, as YAML.</summary>
internal static class Manifest
{
    public const string SwarmStack = "app-droplet/stack.yaml";
    public const string Migrations = "app-droplet/migrations.yaml";
    public const string Compose = "db-droplet/compose.yaml";

    /// <summary>Those that the swarm runs, by their names.</summary>
    public static Dictionary<string, YamlMappingNode> InSwarm() =>
        Read(SwarmStack, "services").Concat(Read(Migrations, "services")).ToDictionary();

    /// <summary>What a service is told: its environment, and what it has as files in place of it.</summary>
    public static IEnumerable<string> Settings(YamlMappingNode service) =>
        Map(service, "environment")
            .Children.Keys.Select(name => name.ToString())
            .Concat(
                Maps(service, "secrets")
                    .Select(secret => Scalar(secret, "target"))
                    .Where(target => target.StartsWith("/run/minitwit/", StringComparison.Ordinal))
                    .Select(target => Path.GetFileName(target))
            );

    public static Dictionary<string, YamlMappingNode> Read(string file, string section)
    {
        var yaml = new YamlStream();
        using var text = File.OpenText(Repository.File("deploy", file));
        yaml.Load(text);
        var root = (YamlMappingNode)yaml.Documents[0].RootNode;
        return Map(root, section).Children.ToDictionary(entry => entry.Key.ToString(), entry => Merged(root, (YamlMappingNode)entry.Value));
    }

    /// <summary>With what <c>&lt;&lt;: *service</c> stands for.</summary>
    private static YamlMappingNode Merged(YamlMappingNode root, YamlMappingNode service)
    {
        if (!service.Children.ContainsKey("<<"))
        {
            return service;
        }

        var own = service.Children.Where(entry => entry.Key.ToString() != "<<").ToList();
        var common = Map(root, "x-service").Children.Where(entry => own.All(one => !one.Key.Equals(entry.Key)));
        return new(own.Concat(common));
    }

    public static YamlMappingNode Map(YamlMappingNode node, string key) =>
        node.Children.TryGetValue(key, out var value) ? (YamlMappingNode)value : [];

    public static string Scalar(YamlMappingNode node, string key) => node.Children.TryGetValue(key, out var value) ? value.ToString() : "";

    /// <summary>The entries of a sequence that are maps.</summary>
    public static IEnumerable<YamlMappingNode> Maps(YamlMappingNode node, string key) =>
        node.Children.TryGetValue(key, out var value) ? ((YamlSequenceNode)value).OfType<YamlMappingNode>() : [];

    public static IEnumerable<string> Sequence(YamlMappingNode node, string key) =>
        node.Children.TryGetValue(key, out var value) ? ((YamlSequenceNode)value).Select(item => item.ToString()) : [];
}
