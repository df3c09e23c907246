using System.Globalization;
using System.Text;

namespace MiniTwit.Simulator.Scenario;

/// <summary>Writes the format that <see cref="ScenarioReader"/> reads.</summary>
internal static class ScenarioWriter
{
    public static void Write(string path, IEnumerable<ScenarioCommand> commands)
    {
        try
        {
            using var file = File.Create(path);
            Write(file, commands);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ScenarioException($"Cannot write {path}: {e.Message}", e);
        }
    }

    public static void Write(Stream stream, IEnumerable<ScenarioCommand> commands)
    {
        using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        foreach (var command in commands)
        {
            writer.WriteLine(Line(command));
        }
    }

    private static string Line(ScenarioCommand c)
    {
        var line = string.Create(
            CultureInfo.InvariantCulture,
            $"{c.Id}\t{c.Delay}\t{c.TimestampMs}\t{Word(c.Kind)}\t{c.User}\t{c.Argument}"
        );
        return c.Password is null ? line : $"{line}\t{c.Password}";
    }

    private static string Word(CommandKind kind) =>
        kind switch
        {
            CommandKind.Register => "register",
            CommandKind.Tweet => "tweet",
            CommandKind.Follow => "follow",
            _ => "unfollow",
        };
}
