using System.Globalization;
using MiniTwit.Tests.Data;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Faults;

/// <summary>Promise: a table that is locked holds up what needs it, and nothing else.</summary>
public sealed class LockedTableTests
{
    private const int Crowd = 10;

    // Less than a lock is waited for: nobody who does not need the table stood behind those who do.
    private static readonly TimeSpan Prompt = TimeSpan.FromSeconds(0.9);

    private static TimeSpan Length => TimeSpan.FromSeconds(FaultyStack.IsAtLength ? 15 : 5);

    [Theory]
    [InlineData("messages")]
    [InlineData("follows")]
    public async Task Others_go_on(string table)
    {
        await using var stack = await FaultyStack.StartAsync(replicas: 1);
        var api = new Api(stack.Replicas[0].Address);
        var (one, other) = (await Member.JoinAsync(api, stack.Server.Direct), await Member.JoinAsync(api, stack.Server.Direct));
        var (me, bearer) = (one.Segment, one.Bearer);
        (string What, string? Needs, Func<Task<Reply>> Ask)[] things =
        [
            ("/latest", null, () => api.GetAsync("/latest")),
            ("POST /register", null, () => api.RegisterAsync(Person.NewName())),
            ("/api/v1/me", null, () => api.GetAsync("/api/v1/me", bearer)),
            ("/fllws/{user}", "follows", () => api.SimulateAsync("GET", $"/fllws/{me}?no=20&latest=1")),
            ("POST /fllws/{user}", "follows", () => api.SimulateAsync("POST", $"/fllws/{me}?latest=1", new { follow = other.Name })),
            ("/msgs/{user}", "messages", () => api.SimulateAsync("GET", $"/msgs/{me}?no=20")),
            ("POST /msgs/{user}", "messages", () => api.SimulateAsync("POST", $"/msgs/{me}?latest=1", new { content = "said" })),
        ];
        var others = things.Where(thing => thing.Needs != table).Select(thing => (thing.What, thing.Ask)).ToList();
        var needing = Enumerable
            .Range(0, Crowd)
            .SelectMany(_ => things.Where(thing => thing.Needs == table).Select(thing => ("held", thing.Ask)));
        foreach (var (_, ask) in others)
        {
            await ask();
        }

        IReadOnlyList<Sample> samples;
        await using (var transaction = await OpenTransaction.BeginAsync(stack.Server.Direct))
        {
            await transaction.RunAsync($"LOCK TABLE {table}");
            var watch = Watch.Start(others.Concat(needing));
            await Task.Delay(Length, TestContext.Current.CancellationToken);
            samples = await watch.StopAsync();
        }

        var held = samples.Where(sample => sample.What == "held").ToList();
        Assert.All(held, sample => Assert.Equal((503, true), (sample.Status, sample.SaysWhen)));
        var free = samples.Except(held).ToList();
        Assert.All(free, sample => Assert.True(sample.IsGood, $"{sample}"));
        var slow = free.Slow();
        Assert.InRange(slow, TimeSpan.Zero, Prompt);
        TestContext.Current.TestOutputHelper?.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{free.Count} answers to what does not need {table}, none an error: p99 {slow.TotalMilliseconds:0} ms"
            )
        );
    }
}
