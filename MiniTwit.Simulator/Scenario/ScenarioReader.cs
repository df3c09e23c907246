using System.Globalization;
using System.Text;

namespace MiniTwit.Simulator.Scenario;

/// <summary>Reads the course's format: tab-separated UTF-8 without header and quoting.</summary>
/// <remarks>
/// <code>
/// 0 ⇥ 0        ⇥ 1582246860738 ⇥ register ⇥ Roger Histand ⇥ Roger+Histand@hotmail.com ⇥ ]=)[X{Km{z
/// 3 ⇥ 3614448  ⇥ 1582270042673 ⇥ tweet    ⇥ Roger Histand ⇥ From hour to hour yesterday …
/// 9 ⇥ 13700323 ⇥ 1582260561061 ⇥ follow   ⇥ Roger Histand ⇥ Geoffrey Stieff
/// </code>
/// </remarks>
internal static class ScenarioReader
{
    public static List<ScenarioCommand> Read(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            return Read(file, path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ScenarioException($"Cannot read {path}: {e.Message}", e);
        }
    }

    public static List<ScenarioCommand> Read(Stream stream, string name)
    {
        using var reader = new StreamReader(stream, new UTF8Encoding(false, throwOnInvalidBytes: true));
        var commands = new List<ScenarioCommand>();
        // Users act many times: one string a name instead of one a line.
        var names = new Dictionary<string, string>();
        var number = 0;
        try
        {
            while (reader.ReadLine() is { } line)
            {
                number++;
                if (line.Length > 0)
                {
                    commands.Add(Parse(line, names) ?? throw Malformed(name, number, line));
                }
            }
        }
        catch (DecoderFallbackException e)
        {
            // The reader decodes ahead in blocks, so the line is only known from below.
            throw new ScenarioException($"{name}: not valid UTF-8 some way after line {number}.", e);
        }
        return commands;
    }

    private static ScenarioCommand? Parse(string line, Dictionary<string, string> names)
    {
        var columns = line.Split('\t');
        if (
            columns.Length < 6
            || !TryNumber(columns[0], out var id)
            || !TryNumber(columns[1], out var delay)
            || !TryNumber(columns[2], out var timestamp)
            || columns[4].Length == 0
        )
        {
            return null;
        }

        return (columns[3], columns.Length) switch
        {
            ("register", 7) => new(id, delay, timestamp, CommandKind.Register, Once(columns[4]), columns[5], columns[6]),
            ("tweet", 6) => new(id, delay, timestamp, CommandKind.Tweet, Once(columns[4]), columns[5]),
            ("follow", 6) => new(id, delay, timestamp, CommandKind.Follow, Once(columns[4]), Once(columns[5])),
            ("unfollow", 6) => new(id, delay, timestamp, CommandKind.Unfollow, Once(columns[4]), Once(columns[5])),
            _ => null,
        };

        string Once(string value) => names.TryGetValue(value, out var known) ? known : names[value] = value;
    }

    private static bool TryNumber(string text, out long value) =>
        // .NET takes a number for good that NULs follow.
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && !text.Contains('\0');

    // The line itself may hold a password, so only its shape is told.
    private static ScenarioException Malformed(string name, int number, string line) =>
        new(
            $"{name}, line {number}: malformed ({line.Count(c => c == '\t') + 1} columns). Expected tab-separated: "
                + "id, delay, timestamp_ms, then 'register' user email password, 'tweet' user text, or 'follow'/'unfollow' user other."
        );
}
