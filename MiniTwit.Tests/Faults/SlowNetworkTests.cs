using System.Globalization;
using MiniTwit.Tests.Data;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Faults;

/// <summary>Promise: on a network that takes two seconds for everything nobody waits for longer than five, and nothing piles up.</summary>
public sealed class SlowNetworkTests
{
    private const int Callers = 10;
    private const long MostMore = 100 * 1024 * 1024;
    private static readonly TimeSpan Latency = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan AtMost = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(8);

    [Fact]
    public async Task Waits_are_bounded_and_so_is_memory()
    {
        await using var stack = await FaultyStack.StartAsync(replicas: 1);
        var api = new Api(stack.Replicas[0].Address);
        var member = await Member.JoinAsync(api, stack.Server.Direct);
        string[] paths = ["/msgs?no=20", "/latest", "/api/v1/timelines/public", "/api/v1/search/messages?q=x"];
        (string What, Func<Task<Reply>> Ask)[] things =
        [
            .. paths.Select(path => (path, (Func<Task<Reply>>)(() => api.SimulateAsync("GET", path)))),
            ("posting", () => api.SimulateAsync("POST", $"/msgs/{member.Segment}?latest=1", new { content = "said" })),
        ];
        var all = Enumerable.Range(0, Callers).SelectMany(_ => things).ToList();
        await Task.WhenAll(all.Select(thing => thing.Ask()));
        var before = stack.Replicas[0].Memory;

        stack.Network.Latency = Latency;
        var watch = Watch.Start(all);
        await Task.Delay(Length, TestContext.Current.CancellationToken);
        var samples = await watch.StopAsync();
        var more = stack.Replicas[0].Memory - before;
        stack.Network.Latency = TimeSpan.Zero;

        Assert.All(samples, sample => Assert.True(sample.IsGood || (sample is { Status: 503, SaysWhen: true }), $"{sample}"));
        var slow = samples.Slow();
        Assert.All(samples, sample => Assert.InRange(sample.Took, TimeSpan.Zero, AtMost));
        Assert.InRange(more, long.MinValue, MostMore);
        TestContext.Current.TestOutputHelper?.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{samples.Count} answers, p99 {slow.TotalMilliseconds:0} ms, the slowest {samples.Max(sample => sample.Took).TotalMilliseconds:0} ms; memory grew by {more / 1024 / 1024} MiB"
            )
        );
    }
}
