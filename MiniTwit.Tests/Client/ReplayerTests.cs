using System.Collections.Concurrent;
using MiniTwit.Simulator.Replay;
using MiniTwit.Simulator.Scenario;

namespace MiniTwit.Tests.Client;

public sealed class ReplayerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly Answer Fine = new(204, null, null, TimeSpan.Zero);

    private readonly List<ScenarioCommand> _commands = [.. new ScenarioGenerator(30, 1_500, 11).Commands()];

    [Fact]
    public async Task One_connection_sends_one_command_at_a_time_in_order()
    {
        var (sent, underWay) = (new List<ScenarioCommand>(), 0);

        var outcome = await RunAsync(
            1,
            async command =>
            {
                Assert.Equal(1, Interlocked.Increment(ref underWay));
                await Task.Yield();
                sent.Add(command);
                Interlocked.Decrement(ref underWay);
            }
        );

        Assert.Equal(ReplayOutcome.Completed, outcome);
        Assert.Equal(_commands, sent);
    }

    [Fact]
    public async Task Many_connections_keep_each_users_order_and_wait_for_whom_is_followed()
    {
        const int Connections = 16;
        var busy = new ConcurrentDictionary<string, bool>();
        var registered = new ConcurrentDictionary<string, bool>();
        var order = new ConcurrentDictionary<string, ConcurrentQueue<long>>();
        var (underWay, most, overtaken) = (0, 0, new ConcurrentQueue<ScenarioCommand>());

        var outcome = await RunAsync(
            Connections,
            async command =>
            {
                InterlockedMax(ref most, Interlocked.Increment(ref underWay));
                var early = command.Kind is CommandKind.Follow or CommandKind.Unfollow && !registered.ContainsKey(command.Argument);
                if (!busy.TryAdd(command.User, true) || early)
                {
                    overtaken.Enqueue(command);
                }

                await Task.Delay(Random.Shared.Next(3), TestContext.Current.CancellationToken);
                order.GetOrAdd(command.User, _ => []).Enqueue(command.Id);
                if (command.Kind == CommandKind.Register)
                {
                    registered[command.User] = true;
                }

                busy.TryRemove(command.User, out _);
                Interlocked.Decrement(ref underWay);
            }
        );

        Assert.Equal(ReplayOutcome.Completed, outcome);
        Assert.Empty(overtaken);
        Assert.InRange(most, 2, Connections);
        Assert.All(_commands.GroupBy(c => c.User), user => Assert.Equal(user.Select(c => c.Id), order[user.Key]));
    }

    [Fact]
    public async Task A_replay_stops_when_it_is_told_to()
    {
        var replayer = new Replayer((_, _) => Task.FromResult(Fine), 1, double.PositiveInfinity, (command, _) => command.Id < 10);

        Assert.Equal(
            ReplayOutcome.TooManyErrors,
            await replayer
                .RunAsync(_commands, TestContext.Current.CancellationToken)
                .WaitAsync(Patience, TestContext.Current.CancellationToken)
        );
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public async Task A_cancelled_replay_ends_after_the_requests_under_way(int connections)
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var (started, ended) = (0, 0);
        var replayer = new Replayer(
            async (command, _) =>
            {
                Interlocked.Increment(ref started);
                if (command.Id == 20)
                {
                    await cancel.CancelAsync();
                }

                await Task.Yield();
                return Fine;
            },
            connections,
            double.PositiveInfinity,
            (_, _) => Interlocked.Increment(ref ended) > 0
        );

        Assert.Equal(
            ReplayOutcome.Cancelled,
            await replayer.RunAsync(_commands, cancel.Token).WaitAsync(Patience, TestContext.Current.CancellationToken)
        );
        Assert.Equal(started, ended);
        Assert.InRange(started, 1, _commands.Count - 1);
    }

    [Fact]
    public async Task A_fault_of_the_replays_own_is_thrown()
    {
        var replayer = new Replayer(
            (_, _) => Task.FromResult(Fine),
            4,
            double.PositiveInfinity,
            (_, _) => throw new IOException("disk full")
        );

        var fault = await Assert.ThrowsAsync<IOException>(() =>
            replayer.RunAsync(_commands, TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken)
        );
        Assert.Equal("disk full", fault.Message);
    }

    private Task<ReplayOutcome> RunAsync(int connections, Func<ScenarioCommand, Task> send) => new Replayer(
            async (command, _) =>
            {
                await send(command);
                return Fine;
            },
            connections,
            double.PositiveInfinity,
            (_, _) => true
        ).RunAsync(_commands, TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = Volatile.Read(ref most); value > seen; seen = Volatile.Read(ref most))
        {
            Interlocked.CompareExchange(ref most, value, seen);
        }
    }
}
