using System.Diagnostics;
using System.Text.Json;

namespace MiniTwit.Tests.Logging;

/// <summary>The log files of running apps.</summary>
internal sealed class LogFolder(string path)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>All whole lines written so far.</summary>
    public IReadOnlyList<string> Lines() => [.. Directory.Exists(path) ? Directory.GetFiles(path, "*.jsonl").SelectMany(LinesOf) : []];

    public IReadOnlyList<JsonElement> Documents() => [.. Lines().Select(line => JsonDocument.Parse(line).RootElement)];

    /// <summary>Waits until a line contains a text, for lines pass through a queue.</summary>
    public async Task WaitForAsync(string text, int times = 1)
    {
        var waited = Stopwatch.StartNew();
        while (Lines().Count(line => line.Contains(text, StringComparison.Ordinal)) < times)
        {
            Assert.True(waited.Elapsed < Patience, $"No line with {text} in {path} within {Patience}.");
            await Task.Delay(Pause, TestContext.Current.CancellationToken);
        }
    }

    private static IEnumerable<string> LinesOf(string file)
    {
        using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        var text = reader.ReadToEnd();
        var whole = text.LastIndexOf('\n');
        return whole < 0 ? [] : text[..whole].Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
