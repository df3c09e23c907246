using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace MiniTwit.Bench;

/// <summary>What the operating system knows of processes, and running them.</summary>
internal static class Machine
{
    private const double TicksPerSecond = 100;

    /// <summary>Seconds of CPU time of a process, with those of its children that it has now and of those that ended.</summary>
    public static double CpuOf(int pid)
    {
        var seconds = 0.0;
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            // One that ends in between has no file any more.
            if (int.TryParse(Path.GetFileName(folder), out var id) && Stat(folder) is { } stat && (id == pid || stat[1] == $"{pid}"))
            {
                seconds += stat[11..15].Sum(ticks => double.Parse(ticks, CultureInfo.InvariantCulture)) / TicksPerSecond;
            }
        }

        return seconds;
    }

    /// <summary>Resident memory in MiB.</summary>
    public static double MemoryOf(int pid) =>
        File.ReadLines($"/proc/{pid}/status")
            .Where(line => line.StartsWith("VmRSS:", StringComparison.Ordinal))
            .Select(line => double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) / 1024)
            .Single();

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Starts a program with its output in a file, so that nobody here has to read it.</summary>
    public static Process Start(string log, string folder, IReadOnlyDictionary<string, string> environment, params string[] command)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", "exec \"$@\" >\"$0\" 2>&1", log, .. command]) { WorkingDirectory = folder };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    /// <summary>Runs a program to its end and returns what it printed.</summary>
    /// <exception cref="BenchException">It failed.</exception>
    public static Task<string> RunAsync(
        string folder,
        IReadOnlyDictionary<string, string> environment,
        IReadOnlyList<string> command,
        CancellationToken ct
    ) => RunAsync(folder, environment, command, tolerated: 0, ct);

    /// <param name="folder">Where it runs.</param>
    /// <param name="environment">Besides this process's own.</param>
    /// <param name="command">Program and arguments.</param>
    /// <param name="tolerated">An exit code that is no failure, besides 0.</param>
    /// <param name="ct">Ends it.</param>
    public static async Task<string> RunAsync(
        string folder,
        IReadOnlyDictionary<string, string> environment,
        IReadOnlyList<string> command,
        int tolerated,
        CancellationToken ct
    )
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(ct);
            var error = process.StandardError.ReadToEndAsync(ct);
            await process.WaitForExitAsync(ct);
            return process.ExitCode == 0 || process.ExitCode == tolerated
                ? await output
                : throw new BenchException($"{string.Join(' ', command)} ended with {process.ExitCode}:\n{await output}\n{await error}");
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    /// <summary>Tells a process to end, and waits; after 40 seconds it is made to.</summary>
    public static async Task<TimeSpan> EndAsync(Process process)
    {
        var told = Stopwatch.GetTimestamp();
        if (!process.HasExited)
        {
            using var kill = Process.Start("kill", [$"{process.Id}"]);
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(40));
            try
            {
                await process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                await process.WaitForExitAsync(CancellationToken.None);
            }
        }

        return Stopwatch.GetElapsedTime(told);
    }

    // After the name, which may hold spaces: state, parent, …
    private static string[]? Stat(string folder)
    {
        try
        {
            return File.ReadAllText($"{folder}/stat").Split(") ")[^1].Split(' ');
        }
        catch (IOException)
        {
            return null;
        }
    }
}

/// <summary>The measurement cannot go on, and why.</summary>
internal sealed class BenchException(string message) : Exception(message);
