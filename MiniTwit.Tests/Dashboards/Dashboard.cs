using System.Text.Json;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Dashboards;

/// <summary>One of Grafana's dashboards as it is kept in <c>deploy/grafana/dashboards</c>.</summary>
internal sealed record Dashboard(string Name, string Text, JsonElement Root)
{
    public static readonly string Folder = Repository.File("deploy", "grafana");

    private static readonly Lazy<IReadOnlyList<Dashboard>> Files = new(() =>
        [.. Directory.EnumerateFiles(Path.Combine(Folder, "dashboards"), "*.json").Order(StringComparer.Ordinal).Select(Read)]
    );

    public static IReadOnlyList<Dashboard> All => Files.Value;

    public string File => Path.Combine(Folder, "dashboards", $"{Name}.json");

    public string Uid => Root.GetProperty("uid").GetString()!;

    /// <summary>The panels that show something: rows only group them.</summary>
    public IEnumerable<JsonElement> Panels =>
        Flatten(Root.GetProperty("panels")).Where(panel => panel.GetProperty("type").GetString() != "row");

    public IEnumerable<JsonElement> Variables => Root.GetProperty("templating").GetProperty("list").EnumerateArray();

    public IEnumerable<JsonElement> Annotations => Root.GetProperty("annotations").GetProperty("list").EnumerateArray();

    public static Dashboard Named(string name) => All.Single(dashboard => dashboard.Name == name);

    public static TheoryData<string> Names() => [.. All.Select(dashboard => dashboard.Name)];

    private static IEnumerable<JsonElement> Flatten(JsonElement panels) =>
        panels
            .EnumerateArray()
            .SelectMany(panel => panel.TryGetProperty("panels", out var inner) ? Flatten(inner).Prepend(panel) : [panel]);

    private static Dashboard Read(string file)
    {
        var text = System.IO.File.ReadAllText(file);
        return new(Path.GetFileNameWithoutExtension(file), text, JsonDocument.Parse(text).RootElement);
    }
}
