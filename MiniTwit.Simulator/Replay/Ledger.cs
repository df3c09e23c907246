using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using MiniTwit.Simulator.Scenario;

namespace MiniTwit.Simulator.Replay;

/// <summary>
/// The accepted writes as JSON lines, for a later comparison with the database. Each line reaches the operating system before the next
/// command of the same user is sent, so the record survives this process.
/// </summary>
/// <remarks><code>{"id":3,"command":"tweet","user":"Roger Histand","text":"From hour to hour…","acceptedAt":"2026-01-31T10:15:00.123Z"}</code></remarks>
internal sealed class Ledger(string path) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly FileStream _file = new(path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);

    public void Append(ScenarioCommand command, DateTimeOffset acceptedAt)
    {
        var line = Encoding.UTF8.GetBytes(Line(command, acceptedAt) + "\n");
        lock (_lock)
        {
            _file.Write(line);
        }
    }

    public void Dispose() => _file.Dispose();

    private static string Line(ScenarioCommand command, DateTimeOffset acceptedAt)
    {
        var argument = command.Kind switch
        {
            CommandKind.Register => "email",
            CommandKind.Tweet => "text",
            _ => "other",
        };
        // No password: a ledger is kept and passed around.
        return string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"id":{{command.Id}},"command":"{{command.Kind.ToString().ToLowerInvariant()}}","user":{{Quote(command.User)}},"{{argument}}":{{Quote(command.Argument)}},"acceptedAt":"{{acceptedAt.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ}}"}"""
        );
    }

    private static string Quote(string text) => $"\"{JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text)}\"";
}
