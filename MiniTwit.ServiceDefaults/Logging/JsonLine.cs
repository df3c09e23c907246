using System.Globalization;
using Serilog.Formatting.Json;

namespace MiniTwit.ServiceDefaults.Logging;

/// <summary>Writes one JSON object on a line of its own, leaving out what is empty and cutting what is long.</summary>
internal struct JsonLine(TextWriter output)
{
    /// <summary>What a text may have at most where nothing else is said: the index keeps no longer keyword.</summary>
    public const int TextLength = 1024;

    private bool _follows;

    public void Begin() => output.Write('{');

    public readonly void End() => output.Write("}\n");

    public void Open(string name)
    {
        Name(name);
        output.Write('{');
        _follows = false;
    }

    public void Close()
    {
        output.Write('}');
        _follows = true;
    }

    public void Add(string name, string? value, int maxLength = TextLength)
    {
        if (!string.IsNullOrEmpty(value))
        {
            Name(name);
            JsonValueFormatter.WriteQuotedJsonString(Cut(value, maxLength), output);
        }
    }

    public void Add(string name, long? value)
    {
        if (value is { } number)
        {
            Name(name);
            output.Write(number.ToString(CultureInfo.InvariantCulture));
        }
    }

    /// <summary>Members that were written before, which is what those are that are the same on each line.</summary>
    public void Add(string members)
    {
        Follow();
        output.Write(members);
    }

    public void Object(string name, params ReadOnlySpan<(string Name, string? Value)> fields)
    {
        var open = false;
        foreach (var (field, value) in fields)
        {
            if (string.IsNullOrEmpty(value))
            {
                continue;
            }

            if (!open)
            {
                Open(name);
                open = true;
            }

            Add(field, value);
        }

        if (open)
        {
            Close();
        }
    }

    // The schema's names and those of labels have nothing to escape.
    private void Name(string name)
    {
        Follow();
        output.Write('"');
        output.Write(name);
        output.Write("\":");
    }

    private void Follow()
    {
        if (_follows)
        {
            output.Write(',');
        }

        _follows = true;
    }

    private static string Cut(string text, int maxLength)
    {
        if (text.Length <= maxLength)
        {
            return text;
        }

        // Not between the two halves of one character.
        var end = char.IsHighSurrogate(text[maxLength - 2]) ? maxLength - 2 : maxLength - 1;
        return text[..end] + "…";
    }
}
