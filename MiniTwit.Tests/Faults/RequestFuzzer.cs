using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MiniTwit.Tests.Faults;

/// <summary>A request as it goes out.</summary>
internal sealed record FuzzedRequest(string Operation, string Method, string Path, byte[]? Body, (string, string)[] Headers)
{
    public override string ToString() =>
        $"{Method} {Path} {string.Join(", ", Headers)} {(Body is null ? "" : Encoding.UTF8.GetString(Body))}";
}

/// <summary>
/// Makes requests of what the OpenAPI document says there is: most of them nearly right, since those get furthest, and others with
/// something in each place that nobody would put there.
/// </summary>
/// <param name="document">The OpenAPI document.</param>
/// <param name="random">The same seed makes the same requests.</param>
/// <param name="known">Names, ids and cursors that there are, by the fields and parameters that they are right for.</param>
internal sealed class RequestFuzzer(JsonElement document, Random random, IReadOnlyDictionary<string, IReadOnlyList<string>> known)
{
    private static readonly string[] Texts =
    [
        "",
        " ",
        "a",
        "true",
        "null",
        "[]",
        "0",
        "-1",
        "1",
        "30",
        "101",
        "2147483648",
        "9223372036854775808",
        "1e309",
        "NaN",
        "0x10",
        "a/b",
        "..",
        "%",
        "_",
        "'",
        "\"",
        "\\",
        "<b>&amp;",
        "\0",
        "a\0b",
        "line\r\nline",
        "\t",
        "é",
        "e\u0301",
        "\u202edrow",
        "\u200b",
        "👩‍👩‍👧‍👦",
        "İı",
        "#tag @a https://example.org/?a=b#c",
        new('a', 64),
        new('a', 65),
        new('é', 280),
        new('é', 281),
        new('a', 5_000),
        new('@', 400),
    ];

    private static readonly string[] Bodies = ["", "{", "[]", "null", "\"text\"", "1", "{\"a\":", "{}{}", "\ufeff{}", "{\"a\":1,\"a\":2}"];

    private readonly (string Id, string Method, string Path, JsonElement Says)[] _operations =
    [
        .. document
            .GetProperty("paths")
            .EnumerateObject()
            .SelectMany(
                path => path.Value.EnumerateObject(),
                (path, operation) =>
                    (operation.Value.GetProperty("operationId").GetString()!, operation.Name.ToUpperInvariant(), path.Name, operation.Value)
            ),
    ];

    private readonly string[] _anyKnown = [.. known.Values.SelectMany(values => values).Distinct()];

    public IEnumerable<string> Operations => _operations.Select(operation => operation.Id);

    /// <summary>The operations in turn.</summary>
    public FuzzedRequest Make(int number)
    {
        var (id, method, path, says) = _operations[number % _operations.Length];
        var query = new List<string>();
        var headers = new List<(string, string)>();
        foreach (var parameter in says.TryGetProperty("parameters", out var all) ? all.EnumerateArray() : default)
        {
            var name = parameter.GetProperty("name").GetString()!;
            var value = Value(parameter.GetProperty("schema"), name);
            switch (parameter.GetProperty("in").GetString())
            {
                case "path":
                    path = path.Replace($"{{{name}}}", Escaped(value), StringComparison.Ordinal);
                    break;
                // A stream that is not told how long would go on.
                case "query" when name == "seconds":
                    query.Add($"{name}=0");
                    break;
                case "query" when Chance(0.7):
                    query.Add($"{name}={Escaped(value)}");
                    break;
                case "header" when Chance(0.5):
                    headers.Add((name, Printable(value)));
                    break;
            }
        }

        if (query.Count > 0)
        {
            path += "?" + string.Join('&', query);
        }

        return new(id, method, path, Body(says, headers), [.. headers]);
    }

    private byte[]? Body(JsonElement says, List<(string, string)> headers)
    {
        if (!says.TryGetProperty("requestBody", out var body))
        {
            return null;
        }

        headers.Add(
            (
                "Content-Type",
                Chance(0.95) ? "application/json" : Pick(["text/plain", "application/xml", "application/json; charset=utf-16"])
            )
        );
        if (Chance(0.1))
        {
            return Encoding.UTF8.GetBytes(Pick([.. Bodies, string.Concat(Enumerable.Repeat("[", 100)), $"\"{new string('a', 70_000)}\""]));
        }

        var json = Json(body.GetProperty("content").GetProperty("application/json").GetProperty("schema"), "");
        var text = json?.ToJsonString() ?? "null";
        return Encoding.UTF8.GetBytes(Chance(0.05) ? text[..random.Next(text.Length)] : text);
    }

    private JsonNode? Json(JsonElement schema, string name)
    {
        schema = Resolved(schema);
        if (Chance(0.05))
        {
            return Pick<JsonNode?>([
                null,
                JsonValue.Create(1.5),
                JsonValue.Create(true),
                new JsonArray(),
                new JsonObject(),
                JsonValue.Create("text"),
            ]);
        }

        switch (TypeOf(schema))
        {
            case "object":
                var made = new JsonObject();
                foreach (var property in schema.GetProperty("properties").EnumerateObject())
                {
                    // Some commands want one of two.
                    if (Chance(schema.TryGetProperty("required", out _) ? 0.95 : 0.7))
                    {
                        made[property.Name] = Json(property.Value, property.Name);
                    }
                }

                return made;
            case "integer":
                return JsonValue.Create(Pick([0L, 1, -1, 30, int.MaxValue, long.MaxValue, long.MinValue]));
            case "boolean":
                return JsonValue.Create(Chance(0.5));
            default:
                return JsonValue.Create(Value(schema, name));
        }
    }

    private string Value(JsonElement schema, string name) =>
        known.TryGetValue(name, out var right) && Chance(0.6) ? Pick(right)
        : TypeOf(Resolved(schema)) == "integer" && Chance(0.8) ? Integer()
        : Chance(0.5) ? Pick(_anyKnown)
        : Pick(Texts);

    private string Integer() =>
        Chance(0.5) && _anyKnown.Where(text => long.TryParse(text, CultureInfo.InvariantCulture, out _)).ToList() is { Count: > 0 } ids
            ? Pick(ids)
            : random.Next(-1, 40).ToString(CultureInfo.InvariantCulture);

    private JsonElement Resolved(JsonElement schema) =>
        schema.TryGetProperty("$ref", out var reference)
            ? document.GetProperty("components").GetProperty("schemas").GetProperty(reference.GetString()!.Split('/')[^1])
            : schema;

    private static string? TypeOf(JsonElement schema) =>
        schema.TryGetProperty("type", out var type)
            ? type.ValueKind == JsonValueKind.Array
                ? type.EnumerateArray().Select(one => one.GetString()).Last()
                : type.GetString()
            : null;

    // As it is where a URL may hold it so, now and then.
    private string Escaped(string value) =>
        Chance(0.02) ? Pick(["%", "%zz", "%00", "%2F", "%c3%28", "+", ";"]) : Uri.EscapeDataString(value);

    private static string Printable(string value) => string.Concat(value.Where(c => c is >= ' ' and <= '~'));

    private T Pick<T>(IReadOnlyList<T> from) => from[random.Next(from.Count)];

    private bool Chance(double of) => random.NextDouble() < of;
}
