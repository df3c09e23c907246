using System.Diagnostics;
using MiniTwit.ServiceDefaults;
using MiniTwit.Tests.Logging;
using MiniTwit.Tests.Stack;
using Npgsql;

namespace MiniTwit.Tests.Faults;

/// <summary>A PostgreSQL server of a test's own, run as local runs do it.</summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    // Not a temporary folder of this user's alone: the server may run as another.
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"minitwit-faults-{Guid.NewGuid():N}");
    private readonly bool _hasDisk;
    private Process? _script;

    /// <param name="disk">In bytes, the room that it has, on a disk of its own, which only root can make; else all there is.</param>
    public PostgresServer(long? disk = null)
    {
        Directory.CreateDirectory(_folder);
        if (disk is { } size)
        {
            Run("mount", "-t", "tmpfs", "-o", $"size={size}", "minitwit-faults", _folder);
            _hasDisk = true;
        }

        Direct = NpgsqlDataSource.Create(ConnectionString(Port) + ";Pooling=false;Timeout=2");
    }

    public int Port { get; } = AppProcess.FreePort();

    /// <summary>Connections past everything, each of them new.</summary>
    public NpgsqlDataSource Direct { get; }

    private string Data => Path.Combine(_folder, "postgres");

    /// <summary>How it is reached through a port of this machine.</summary>
    public static string ConnectionString(int port) =>
        $"Host=127.0.0.1;Port={port};Username=minitwit;Password=faults;Database={ResourceNames.Database}";

    /// <summary>What an app is told to reach it so.</summary>
    public static Dictionary<string, string> Settings(int port) =>
        new() { [$"ConnectionStrings__{ResourceNames.Database}"] = ConnectionString(port) };

    /// <summary>Starts it, on whatever it has stored so far, and waits until it takes connections.</summary>
    public async Task StartAsync()
    {
        var start = new ProcessStartInfo(Repository.File("MiniTwit.AppHost", "Postgres", "postgres.sh"))
        {
            Environment =
            {
                ["PGDATA"] = Data,
                ["PGPORT"] = $"{Port}",
                ["PGUSER"] = "minitwit",
                ["PGPASSWORD"] = "faults",
                ["PGDATABASE"] = ResourceNames.Database,
            },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _script?.Dispose();
        _script = Process.Start(start)!;
        _script.BeginOutputReadLine();
        _script.BeginErrorReadLine();
        var watch = Stopwatch.StartNew();
        while (!await TakesConnectionsAsync())
        {
            Assert.True(watch.Elapsed < Patience && !_script.HasExited, "PostgreSQL did not start.");
            await Task.Delay(Pause, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>All its processes at once, as when its machine is switched off.</summary>
    public async Task KillAsync()
    {
        await SignalAsync("KILL");
        await _script!.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);
    }

    /// <summary>As an operator stops it.</summary>
    public async Task StopAsync()
    {
        await SignalAsync("INT");
        await _script!.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);
    }

    /// <summary>Connections are taken, and nothing is answered.</summary>
    public Task PauseAsync() => SignalAsync("STOP");

    public Task GoOnAsync() => SignalAsync("CONT");

    /// <summary>Takes all the room that its disk has left.</summary>
    public void FillDisk()
    {
        using var rest = File.Create(Path.Combine(_folder, "rest"));
        var block = new byte[4096];
        try
        {
            while (true)
            {
                rest.Write(block);
                rest.Flush();
            }
        }
        catch (IOException)
        {
            // That was the last of it.
        }
    }

    public void FreeDisk() => File.Delete(Path.Combine(_folder, "rest"));

    public async ValueTask DisposeAsync()
    {
        await Direct.DisposeAsync();
        if (_script is { HasExited: false })
        {
            await SignalAsync("KILL");
            await _script.WaitForExitAsync();
        }

        _script?.Dispose();
        if (_hasDisk)
        {
            Run("umount", _folder);
        }

        Directory.Delete(_folder, recursive: true);
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }

    private async Task<bool> TakesConnectionsAsync()
    {
        try
        {
            await using var connection = await Direct.OpenConnectionAsync(TestContext.Current.CancellationToken);
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    // The first of its processes before the others: it would start those anew that end.
    private async Task SignalAsync(string signal)
    {
        var first = (await File.ReadAllLinesAsync(Path.Combine(Data, "postmaster.pid")))[0];
        var processes =
            signal == "INT" ? [first] : Directory.GetDirectories("/proc").Where(of => ParentOf(of) == first).Select(Path.GetFileName);
        using var kill = Process.Start("kill", [$"-{signal}", first, .. processes.OfType<string>()])!;
        await kill.WaitForExitAsync();
    }

    private static string? ParentOf(string process)
    {
        try
        {
            // Behind its name, which may hold anything, and its state.
            var status = File.ReadAllText(Path.Combine(process, "stat"));
            return status[(status.LastIndexOf(')') + 2)..].Split(' ')[1];
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
