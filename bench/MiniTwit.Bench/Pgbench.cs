using System.Globalization;
using System.Text.RegularExpressions;

namespace MiniTwit.Bench;

/// <summary>The statements alone: what the database gives without anybody in front of it.</summary>
internal static partial class Pgbench
{
    public static async Task<Loaded> RunAsync(
        Dictionary<string, string> environment,
        string script,
        int connections,
        double seconds,
        string work,
        CancellationToken ct
    )
    {
        var file = Path.Combine(work, "pgbench.sql");
        await File.WriteAllTextAsync(file, script, ct);
        var duration = Math.Ceiling(seconds).ToString(CultureInfo.InvariantCulture);
        var output = await Machine.RunAsync(
            work,
            environment,
            ["pgbench", "--no-vacuum", "--protocol=prepared", "-c", $"{connections}", "-T", duration, "-f", file],
            ct
        );
        var rate = double.Parse(Rate().Match(output).Groups[1].Value, CultureInfo.InvariantCulture);
        // Its latencies are those of a client that has all connections on one thread; they say nothing here.
        return new((long)(rate * seconds), seconds, null, null, null, Errors: 0);
    }

    [GeneratedRegex(@"tps = ([0-9.]+)")]
    private static partial Regex Rate();
}
