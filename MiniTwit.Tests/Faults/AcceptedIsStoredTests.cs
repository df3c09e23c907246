using System.Net;
using MiniTwit.Tests.Stack;

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

    [Fact]
    public async Task The_latest_that_was_answered_last_is_the_latest_after_a_kill()
    {
        await using var stack = await FaultyStack.StartAsync(replicas: 2);
        var rounds = FaultyStack.Rounds(usually: 2);
        var apis = stack.Replicas.Select(replica => new Api(replica.Address)).ToList();
        for (var latest = 1; latest <= rounds; latest++)
        {
            var answered = await apis[0]
                .SimulateAsync(
                    "POST",
                    $"/register?latest={latest}",
                    new
                    {
                        username = Person.NewName(),
                        email = "a@b",
                        pwd = "p",
                    }
                );
            Assert.Equal(HttpStatusCode.NoContent, answered.Status);
            await stack.Server.KillAsync();
            await stack.Server.StartAsync();
            foreach (var api in apis)
            {
                Assert.Equal($"{{\"latest\":{latest}}}", (await ReadAsync(api)).Body);
            }
        }
    }

    /// <summary>The latest, once there is an answer that tells it.</summary>
    private static async Task<Reply> ReadAsync(Api api)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        Reply reply;
        while ((reply = await api.GetAsync("/latest")).Status == HttpStatusCode.ServiceUnavailable)
        {
            await Task.Delay(50, patience.Token);
        }

        return reply;
    }

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
