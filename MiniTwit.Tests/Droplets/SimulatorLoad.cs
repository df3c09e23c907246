using System.Diagnostics;
using System.Text.Json;

namespace MiniTwit.Tests.Droplets;

/// <summary>The simulator at work through the edge, with a ledger of all that was accepted.</summary>
internal sealed class SimulatorLoad : IAsyncDisposable
{
    private readonly Process _simulator;
    private readonly string _ledger = Path.GetTempFileName();
    private readonly string _report = Path.GetTempFileName();

    private SimulatorLoad(Func<string, string, Process> start) => _simulator = start(_ledger, _report);

    /// <summary>About 50 requests a second on four connections, other people and messages with each seed.</summary>
    /// <param name="droplets">They have the database.</param>
    /// <param name="seed">Makes this load another than others.</param>
    /// <param name="edge">The droplets' own where none is given.</param>
    public static SimulatorLoad Start(TwoDroplets droplets, int seed, Edge? edge = null) =>
        new(
            (ledger, report) =>
            {
                var simulator = droplets.SimulatorAt(
                    edge ?? droplets.Edge,
                    "--users",
                    "200",
                    "--commands",
                    "25922",
                    "--seed",
                    $"{seed}",
                    "--speed",
                    "0.5",
                    "--connections",
                    "4",
                    "--keep-alive",
                    "--max-latency",
                    "0",
                    "--ledger",
                    ledger,
                    "--json",
                    report
                );
                return Shell.Start(simulator.Environment, simulator.Program, simulator.Arguments);
            }
        );

    /// <summary>Accepted writes so far.</summary>
    public IReadOnlyList<AcceptedWrite> Accepted
    {
        get
        {
            using var reader = new StreamReader(new FileStream(_ledger, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
            // The last line may be half written.
            return [.. reader.ReadToEnd().Split('\n')[..^1].Select(line => AcceptedWrite.Parse(JsonElement.Parse(line)))];
        }
    }

    /// <summary>Waits until so many more writes were accepted.</summary>
    public async Task MoreAsync(int writes, TimeSpan limit)
    {
        var goal = Accepted.Count + writes;
        using var timeout = new CancellationTokenSource(limit);
        while (Accepted.Count < goal)
        {
            await Task.Delay(200, timeout.Token);
        }
    }

    /// <summary>Ends the run as Ctrl+C does, and gives its report.</summary>
    public async Task<JsonElement> StopAsync()
    {
        await Shell.RunAsync(TimeSpan.FromSeconds(5), new Dictionary<string, string>(), "kill", "-INT", $"{_simulator.Id}");
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await _simulator.WaitForExitAsync(timeout.Token);
        return JsonElement.Parse(await File.ReadAllTextAsync(_report, timeout.Token));
    }

    public ValueTask DisposeAsync()
    {
        if (!_simulator.HasExited)
        {
            _simulator.Kill();
        }

        _simulator.Dispose();
        File.Delete(_ledger);
        File.Delete(_report);
        return ValueTask.CompletedTask;
    }
}

/// <summary>A line of the ledger.</summary>
internal sealed record AcceptedWrite(string Command, string User, string Argument, DateTimeOffset At)
{
    public static AcceptedWrite Parse(JsonElement line)
    {
        var command = line.GetProperty("command").GetString()!;
        var argument = command switch
        {
            "register" => "email",
            "tweet" => "text",
            _ => "other",
        };
        return new(
            command,
            line.GetProperty("user").GetString()!,
            line.GetProperty(argument).GetString()!,
            line.GetProperty("acceptedAt").GetDateTimeOffset()
        );
    }
}
