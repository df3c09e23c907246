using System.Diagnostics;
using System.Text.Json;
using MiniTwit.Tests.Logging;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Droplets;

/// <summary>The simulator at work on the app droplet's API, through an ssh tunnel, with a ledger of all that was accepted.</summary>
internal sealed class SimulatorLoad : IAsyncDisposable
{
    private readonly Process _tunnel;
    private readonly Process _simulator;
    private readonly string _ledger = Path.GetTempFileName();
    private readonly string _report = Path.GetTempFileName();

    private SimulatorLoad(Process tunnel, Func<string, string, Process> start)
    {
        _tunnel = tunnel;
        _simulator = start(_ledger, _report);
    }

    /// <summary>About 50 requests a second on four connections, other people and messages with each seed.</summary>
    public static async Task<SimulatorLoad> StartAsync(DatabaseDroplets droplets, int seed)
    {
        var port = AppProcess.FreePort();
        var tunnel = Shell.Start(
            new Dictionary<string, string>(), "ssh", "-q", "-N", "-F", droplets.SshConfig, "-o", "ExitOnForwardFailure=yes",
            "-L", $"127.0.0.1:{port}:{await droplets.ApiAddressAsync()}:8080", "app");
        await AnswersAsync(port);
        return new(tunnel, (ledger, report) => Shell.Start(
            droplets.Simulator, "dotnet", Path.Combine(AppContext.BaseDirectory, "MiniTwit.Simulator.dll"), "run",
            "--url", $"http://127.0.0.1:{port}", "--users", "200", "--commands", "25922", "--seed", $"{seed}",
            "--speed", "0.5", "--connections", "4", "--keep-alive", "--max-latency", "0", "--ledger", ledger, "--json", report));
    }

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
            await Task.Delay(200, timeout.Token);
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
        foreach (var process in (Process[])[_simulator, _tunnel])
        {
            if (!process.HasExited) process.Kill();
            process.Dispose();
        }

        File.Delete(_ledger);
        File.Delete(_report);
        return ValueTask.CompletedTask;
    }

    private static async Task AnswersAsync(int port)
    {
        using var client = StackFixture.CreateClient(new Uri($"http://127.0.0.1:{port}"));
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            try
            {
                using var answer = await client.GetAsync("/latest", timeout.Token);
                return;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(200, timeout.Token);
            }
        }
    }
}

/// <summary>A line of the ledger.</summary>
internal sealed record AcceptedWrite(string Command, string User, string Argument, DateTimeOffset At)
{
    public static AcceptedWrite Parse(JsonElement line)
    {
        var command = line.GetProperty("command").GetString()!;
        var argument = command switch { "register" => "email", "tweet" => "text", _ => "other" };
        return new(command, line.GetProperty("user").GetString()!, line.GetProperty(argument).GetString()!, line.GetProperty("acceptedAt").GetDateTimeOffset());
    }
}
