using System.Collections.Concurrent;
using MiniTwit.Simulator.Replay;
using MiniTwit.Simulator.Scenario;
using MiniTwit.Tests.Logging;
using Npgsql;

namespace MiniTwit.Tests.Faults;

/// <summary>The simulator's commands, as fast as they are answered, on the replicas in turn; each is sent once.</summary>
internal sealed class Load : IAsyncDisposable
{
    private const int Connections = 4;
    private const int People = 100;

    // More than there is time for.
    private const int CommandsOfRound = 6_000;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromMilliseconds(20);

    private readonly ConcurrentDictionary<Uri, SimulatorClient> _clients = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<IReadOnlyList<AppProcess>> _replicas;
    private readonly Task _running;

    private readonly TimeSpan _pause;

    private Load(Func<IReadOnlyList<AppProcess>> replicas, int rounds, TimeSpan pause)
    {
        (_replicas, _pause) = (replicas, pause);
        var commands = new ScenarioGenerator(People, CommandsOfRound * (rounds + 1), seed: 1).Commands().ToList();
        var replayer = new Replayer(SendAsync, Connections, double.PositiveInfinity, (_, _) => true);
        _running = Task.Run(() => replayer.RunAsync(commands, _stop.Token));
    }

    public WriteLedger Ledger { get; } = new();

    /// <param name="replicas">Those that there are at the moment.</param>
    /// <param name="rounds">How many faults there will be.</param>
    /// <param name="pause">What each connection waits after each answer.</param>
    public static Load Start(Func<IReadOnlyList<AppProcess>> replicas, int rounds, TimeSpan pause = default) =>
        new(replicas, rounds, pause);

    /// <summary>Waits until so many more writes were accepted.</summary>
    public async Task MoreAsync(int writes, TimeSpan patience)
    {
        var goal = Ledger.Accepted + writes;
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(patience);
        while (Ledger.Accepted < goal)
        {
            Assert.False(_running.IsCompleted, "There are no more commands.");
            await Task.Delay(10, timeout.Token);
        }
    }

    /// <summary>Ends, and tells what of the ledger the tables contradict.</summary>
    public async Task<IReadOnlyList<string>> StopAndCompareAsync(NpgsqlDataSource database)
    {
        await _stop.CancelAsync();
        await _running;
        return await Ledger.CompareAsync(database);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
        foreach (var client in _clients.Values)
        {
            client.Dispose();
        }
    }

    private async Task<Answer> SendAsync(ScenarioCommand command, CancellationToken ct)
    {
        var replicas = _replicas();
        var address = replicas[(int)(command.Id % replicas.Count)].Address;
        var client = _clients.GetOrAdd(
            address,
            _ => new(new(address.GetLeftPart(UriPartial.Authority), Credentials.FromEnvironment(), Connections, Timeout, KeepAlive: true))
        );
        Ledger.Sending(command);
        var answer = await client.SendAsync(command, ct);
        Ledger.Note(command, answer);
        await Task.Delay(answer.Accepted ? _pause : AfterFailure, ct);
        return answer;
    }
}
