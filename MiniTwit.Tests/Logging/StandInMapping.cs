using System.Globalization;
using System.Text;
using System.Text.Json;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Logging;

/// <summary>
/// Stands in for Elasticsearch's mapping of documents, which cannot be had here: says what of a document the committed index
/// template would refuse, or (stricter than Elasticsearch) would only take by converting or leave out of the index.
/// </summary>
internal sealed class StandInMapping
{
    private const int MaxFlattenedBytes = 32_766;
    private readonly JsonElement _mappings;

    public StandInMapping() =>
        _mappings = JsonDocument
            .Parse(File.ReadAllText(Repository.File("deploy", "elasticsearch", "index-template.json")))
            .RootElement.GetProperty("template")
            .GetProperty("mappings");

    /// <summary>What is wrong with a line; empty when it fits.</summary>
    public IReadOnlyList<string> Complaints(string line)
    {
        var complaints = new List<string>();
        try
        {
            using var document = JsonDocument.Parse(line);
            if (!document.RootElement.TryGetProperty("@timestamp", out _))
            {
                complaints.Add("@timestamp is missing: a data stream requires it");
            }

            CheckObject(document.RootElement, _mappings, "", complaints);
        }
        catch (JsonException e)
        {
            complaints.Add($"not JSON: {e.Message}");
        }

        return complaints;
    }

    private void CheckObject(JsonElement value, JsonElement mapping, string path, List<string> complaints)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            complaints.Add($"{path}: {value.ValueKind} where an object is mapped");
            return;
        }

        var seen = new HashSet<string>();
        foreach (var field in value.EnumerateObject())
        {
            var name = path.Length == 0 ? field.Name : $"{path}.{field.Name}";
            if (!seen.Add(field.Name))
            {
                complaints.Add($"{name}: twice");
            }

            if (mapping.GetProperty("properties").TryGetProperty(field.Name, out var mapped))
            {
                CheckField(field.Value, mapped, name, complaints);
            }
            else if (_mappings.GetProperty("dynamic").GetString() == "strict")
            {
                complaints.Add($"{name}: not in the template");
            }
        }
    }

    private void CheckField(JsonElement value, JsonElement mapped, string name, List<string> complaints)
    {
        if (!mapped.TryGetProperty("type", out var type))
        {
            CheckObject(value, mapped, name, complaints);
            return;
        }

        var values = value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().ToArray() : [value];
        foreach (var single in values.Where(single => !Fits(single, type.GetString()!, mapped)))
        {
            complaints.Add($"{name}: {single.GetRawText()} is no {type}");
        }
    }

    private static bool Fits(JsonElement value, string type, JsonElement mapped) =>
        type switch
        {
            "date" => value.ValueKind == JsonValueKind.String
                && DateTimeOffset.TryParse(value.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out _),
            "keyword" => value.ValueKind == JsonValueKind.String
                && (!mapped.TryGetProperty("ignore_above", out var most) || value.GetString()!.Length <= most.GetInt32()),
            "constant_keyword" => value.ValueKind == JsonValueKind.String
                && (!mapped.TryGetProperty("value", out var only) || only.GetString() == value.GetString()),
            "match_only_text" => value.ValueKind == JsonValueKind.String,
            "long" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
            "short" => value.ValueKind == JsonValueKind.Number && value.TryGetInt16(out _),
            "flattened" => value.ValueKind == JsonValueKind.Object
                && value
                    .EnumerateObject()
                    .All(label =>
                        label.Value.ValueKind == JsonValueKind.String
                        && Encoding.UTF8.GetByteCount(label.Name + label.Value.GetString()) < MaxFlattenedBytes
                        && !label.Name.Contains('\0', StringComparison.Ordinal)
                    ),
            _ => throw new NotSupportedException($"The stand-in does not know the type {type}."),
        };
}
