namespace MiniTwit.Tests.Faults;

/// <summary>Promise: what was accepted is stored, once, whatever is killed and whenever.</summary>
public sealed class AcceptedIsStoredTests
{
    private const int WritesBetween = 50;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestCalm = TimeSpan.FromMilliseconds(500);

    [Fact]
    public Task When_the_database_is_killed() =>
        HoldsAsync(async stack =>
        {
            await stack.Server.KillAsync();
            await stack.Server.StartAsync();
        });

    [Fact]
    public Task When_a_replica_is_killed() =>
        HoldsAsync(async stack =>
        {
            await stack.KillReplicaAsync(stack.Replicas[0]);
            await stack.AddReplicaAsync();
        });

    private static async Task HoldsAsync(Func<FaultyStack, Task> breakAsync)
    {
        await using var stack = await FaultyStack.StartAsync(replicas: 2);
        var rounds = FaultyStack.Rounds(usually: 2);
        await using var load = Load.Start(() => stack.Replicas, rounds);
        for (var round = 0; round < rounds; round++)
        {
            await ForAWhileAsync(load);
            await breakAsync(stack);
        }

        await ForAWhileAsync(load);
        Assert.Empty(await load.StopAndCompareAsync(stack.Server.Direct));
        TestContext.Current.TestOutputHelper?.WriteLine($"{load.Ledger.Accepted} writes were accepted");
    }

    /// <summary>The load goes on, and after that for as long again as nobody knows.</summary>
    private static async Task ForAWhileAsync(Load load)
    {
        await load.MoreAsync(WritesBetween, Patience);
        await Task.Delay(LongestCalm * Random.Shared.NextDouble(), TestContext.Current.CancellationToken);
    }
}
