using System.Text.Json;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Dashboards;

/// <summary>The fields that the index template gives to log lines, with their types.</summary>
internal static class LogFields
{
    public static readonly string TemplateFile = Repository.File("deploy", "elasticsearch", "index-template.json");

    public static IReadOnlyDictionary<string, string> Read()
    {
        using var template = JsonDocument.Parse(File.ReadAllText(TemplateFile));
        var fields = new Dictionary<string, string>();
        Collect("", template.RootElement.GetProperty("template").GetProperty("mappings"), fields);
        return fields;
    }

    private static void Collect(string prefix, JsonElement mapping, Dictionary<string, string> fields)
    {
        foreach (var property in mapping.GetProperty("properties").EnumerateObject())
        {
            var name = prefix + property.Name;
            if (property.Value.TryGetProperty("properties", out _))
            {
                Collect($"{name}.", property.Value, fields);
            }
            else
            {
                fields[name] = property.Value.GetProperty("type").GetString()!;
            }
        }
    }
}
