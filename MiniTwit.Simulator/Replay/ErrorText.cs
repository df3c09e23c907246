using System.Text;
using System.Text.Json;

namespace MiniTwit.Simulator.Replay;

/// <summary>Shortens the body of an error to what fits into a table and groups well.</summary>
internal static class ErrorText
{
    public const int MaxLength = 80;

    public static string Shorten(string body)
    {
        var text = MessageOf(body) ?? body;
        var line = new StringBuilder(MaxLength + 1);
        foreach (var character in text)
        {
            if (line.Length == MaxLength)
            {
                return line.Append('…').ToString();
            }
            // Control characters would let a server write to the terminal as it likes.
            if (!char.IsControl(character) && !char.IsWhiteSpace(character))
            {
                line.Append(character);
            }
            else if (line.Length > 0 && line[^1] != ' ')
            {
                line.Append(' ');
            }
        }
        return line.ToString().TrimEnd();
    }

    // {"status":403,"error_msg":"…"} of the simulator's routes, {"title":"…","traceId":"…"} of others: the whole would be another text every time.
    private static string? MessageOf(string body)
    {
        if (!body.StartsWith('{'))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(body);
            foreach (var name in (string[])["error_msg", "detail", "title"])
            {
                if (document.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String)
                {
                    return value.GetString();
                }
            }
        }
        catch (JsonException)
        {
            // Then the text itself says more than nothing.
        }
        return null;
    }
}
