using MiniTwit.Tests.Stack;
using YamlDotNet.RepresentationModel;

namespace MiniTwit.Tests.Publishing;

/// <summary>A committed manifest of <c>deploy/</c>, as YAML.</summary>
internal static class Manifest
{
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

    public static IEnumerable<string> Sequence(YamlMappingNode node, string key) =>
        node.Children.TryGetValue(key, out var value) ? ((YamlSequenceNode)value).Select(item => item.ToString()) : [];
}
