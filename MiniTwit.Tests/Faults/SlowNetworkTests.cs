using System.Globalization;
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
        string[] paths = ["/msgs?no=20", "/latest", "/api/v1/timelines/public", "/api/v1/search/messages?q=x"];
        await Task.WhenAll(Enumerable.Range(0, Callers).SelectMany(_ => paths).Select(path => api.SimulateAsync("GET", path)));
        var before = stack.Replicas[0].Memory;

        stack.Network.Latency = Latency;
        var watch = Watch.Start(
            Enumerable
                .Range(0, Callers)
                .SelectMany(_ => paths)
                .Select(path => (path, (Func<Task<Reply>>)(() => api.SimulateAsync("GET", path))))
        );
        await Task.Delay(Length, TestContext.Current.CancellationToken);
        var samples = await watch.StopAsync();
        var more = stack.Replicas[0].Memory - before;
        stack.Network.Latency = TimeSpan.Zero;

        Assert.All(samples, sample => Assert.True(sample.IsGood || (sample is { Status: 503, SaysWhen: true }), $"{sample}"));
        var slow = samples.Slow();
        Assert.InRange(slow, TimeSpan.Zero, AtMost);
        Assert.InRange(more, long.MinValue, MostMore);
        TestContext.Current.TestOutputHelper?.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{samples.Count} answers, p99 {slow.TotalMilliseconds:0} ms, the slowest {samples.Max(sample => sample.Took).TotalMilliseconds:0} ms; memory grew by {more / 1024 / 1024} MiB"
            )
        );
    }
}
