using System.Diagnostics;
using System.Globalization;
using System.Net;
using MiniTwit.Tests.Data;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Faults;

/// <summary>Promise: who listens to a replica that dies is soon told the rest by another, and misses nothing.</summary>
public sealed class LiveStreamTests
{
    private const int Authors = 4;
    private const int MessagesOfAuthor = 10;
    private const long MostOfEach = 20 * 1024;
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static int Listeners => FaultyStack.IsAtLength ? 2_000 : 60;

    [Fact]
    public async Task Across_the_death_of_a_replica_everybody_is_told_of_everything_once()
    {
        await using var stack = await FaultyStack.StartAsync(replicas: 2);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var (dies, stays) = (stack.Replicas[0], stack.Replicas[1]);
        var api = new Api(stays.Address);
        var authors = new List<Member>();
        while (authors.Count < Authors)
        {
            authors.Add(await Member.JoinAsync(api, stack.Server.Direct));
        }

        var listeners = Enumerable.Range(0, Listeners).Select(number => new LiveListener(() => stack.Replicas, number)).ToList();
        var listening = Task.WhenAll(listeners.Select(listener => listener.RunAsync(stop.Token)));
        await UntilAsync(() => listeners.All(listener => listener.Beginnings == 1));
        await SayAsync(api, authors);
        await UntilAsync(() => listeners.All(listener => listener.Count == Authors * MessagesOfAuthor));
        var memory = stays.Memory;

        var saying = SayAsync(api, authors);
        var clock = Stopwatch.StartNew();
        await stack.KillReplicaAsync(dies);
        await saying;
        await UntilAsync(() => listeners.Sum(listener => listener.Beginnings) == Listeners + (Listeners / 2));
        var served = clock.Elapsed;
        await SayAsync(api, authors);
        await UntilAsync(() => listeners.All(listener => listener.Count >= 3 * Authors * MessagesOfAuthor));
        await stop.CancelAsync();
        await listening;

        Assert.All(listeners, listener => Assert.Equal((3 * Authors * MessagesOfAuthor, 0), (listener.Count, listener.Refusals)));
        Assert.InRange(served, TimeSpan.Zero, Soon);
        if (FaultyStack.IsAtLength)
        {
            Assert.InRange((stays.Memory - memory) / (Listeners / 2), long.MinValue, MostOfEach);
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{Listeners / 2} of {Listeners} were served again within {served.TotalSeconds:0.0} s; memory grew by {(stays.Memory - memory) >> 20} MiB"
            )
        );
    }

    /// <summary>All at once, so that some of the messages overtake others.</summary>
    private static Task SayAsync(Api api, IEnumerable<Member> authors) =>
        Task.WhenAll(
            authors.Select(async author =>
            {
                for (var i = 0; i < MessagesOfAuthor; i++)
                {
                    var said = await api.SimulateAsync("POST", $"/msgs/{author.Segment}", new { content = $"said {i}" });
                    Assert.Equal(HttpStatusCode.NoContent, said.Status);
                }
            })
        );

    private static async Task UntilAsync(Func<bool> isSo)
    {
        var clock = Stopwatch.StartNew();
        while (!isSo())
        {
            Assert.True(clock.Elapsed < Patience, "It did not become so.");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }
}
