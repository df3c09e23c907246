using System.Globalization;
using MiniTwit.Tests.Data;
using MiniTwit.Tests.Logging;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Faults;

/// <summary>
/// Promise: without the database every answer is a 503 that says when to try again, and soon; the process lives; once the database is
/// back it is used at once.
/// </summary>
public sealed class DatabaseAwayTests
{
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan SoonMost = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan AtMost = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FirstSuccess = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan UntilAllSucceed = TimeSpan.FromSeconds(5);

    // Of a server that takes connections and answers nothing one hears after a while only; see docs/reliability.md.
    private static readonly TimeSpan UntilNoticed = TimeSpan.FromSeconds(2.5);

    private static TimeSpan Outage => TimeSpan.FromSeconds(FaultyStack.IsAtLength ? 30 : 8);

    [Fact]
    public Task Stopped() => HoldsAsync(TimeSpan.Zero, stack => stack.Server.StopAsync(), stack => stack.Server.StartAsync());

    [Fact]
    public Task Paused() => HoldsAsync(UntilNoticed, stack => stack.Server.PauseAsync(), stack => stack.Server.GoOnAsync());

    [Fact]
    public Task Cut_off() =>
        HoldsAsync(
            TimeSpan.Zero,
            stack =>
            {
                stack.Network.Cut();
                return Task.CompletedTask;
            },
            stack =>
            {
                stack.Network.GoOn();
                return Task.CompletedTask;
            }
        );

    /// <summary>As while the engine of its droplet starts anew, which lets connections live.</summary>
    [Fact]
    public async Task Refusing_new_connections_for_a_moment_is_noticed_by_nobody_and_no_write_is_done_twice()
    {
        const int Crowd = 16;
        await using var stack = await FaultyStack.StartAsync(replicas: 1);
        var api = new Api(stack.Replicas[0].Address);
        var member = await Member.JoinAsync(api, stack.Server.Direct);
        // The replica has as many connections as its requests took at once: from here on one.
        await stack.Server.Direct.ValueAsync<long>(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
        );
        while ((int)(await PostAsync(0)).Status != 204)
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        var before = await stack.Server.Direct.ValueAsync<long>("SELECT count(*) FROM messages");
        // Held up, so that they do not take turns on that one.
        await using var held = await OpenTransaction.BeginAsync(stack.Server.Direct);
        await held.RunAsync("LOCK TABLE messages IN EXCLUSIVE MODE");
        stack.Network.TakeNoMore();
        Task<Reply>[] posts = [.. Enumerable.Range(1, Crowd).Select(PostAsync)];
        using var patience = new CancellationTokenSource(AtMost);
        while (stack.Network.Refused == 0)
        {
            await Task.Delay(10, patience.Token);
        }

        stack.Network.GoOn();
        await held.CommitWhenAwaitedAsync(1, posts);
        var replies = await Task.WhenAll(posts);

        Assert.All(replies, reply => Assert.Equal(204, (int)reply.Status));
        Assert.Equal(before + Crowd, await stack.Server.Direct.ValueAsync<long>("SELECT count(*) FROM messages"));

        Task<Reply> PostAsync(int number) => api.SimulateAsync("POST", $"/msgs/{member.Segment}", new { content = $"said {number}" });
    }

    private static async Task HoldsAsync(TimeSpan untilNoticed, Func<FaultyStack, Task> goAsync, Func<FaultyStack, Task> comeBackAsync)
    {
        await using var stack = await FaultyStack.StartAsync(replicas: 1);
        var replica = stack.Replicas[0];
        var watch = Watch.Start(await EverythingAsync(stack, replica));
        await Task.Delay(Calm, TestContext.Current.CancellationToken);

        var gone = watch.Now;
        await goAsync(stack);
        var away = watch.Now;
        await Task.Delay(Outage, TestContext.Current.CancellationToken);
        var returns = watch.Now;
        await comeBackAsync(stack);
        var back = watch.Now;
        await Task.Delay(UntilAllSucceed + Calm, TestContext.Current.CancellationToken);
        var samples = await watch.StopAsync();

        var calm = samples.Where(sample => sample.Answered < gone || sample.Asked > back + UntilAllSucceed);
        Assert.All(calm, sample => Assert.True(sample.IsGood, $"{sample}"));
        var meanwhile = samples.Where(sample => sample.Asked > away && sample.Answered < returns && sample.What != "/health/live").ToList();
        Assert.All(meanwhile, sample => Assert.Equal((503, true), (sample.Status, sample.SaysWhen)));
        // Also those in whose midst it went or came.
        Assert.All(samples, sample => Assert.True(sample.IsGood || sample is { Status: 503, SaysWhen: true }, $"{sample}"));
        Assert.All(samples, sample => Assert.InRange(sample.Took, TimeSpan.Zero, AtMost));
        Assert.All(samples.Where(sample => sample.What == "/health/live"), sample => Assert.Equal(200, sample.Status));
        var slow = meanwhile.Where(sample => sample.Asked > away + untilNoticed).Slow();
        Assert.InRange(slow, TimeSpan.Zero, SoonMost);
        var firsts = samples
            .Where(sample => sample.IsGood && sample.Answered > returns && sample.What != "/health/live")
            .GroupBy(sample => sample.What)
            .Select(of => of.Min(sample => sample.Answered) - back);
        Assert.InRange(firsts.Max(), TimeSpan.MinValue, FirstSuccess);
        TestContext.Current.TestOutputHelper?.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{meanwhile.Count} answers, all 503: p99 {slow.TotalMilliseconds:0} ms, the longest of all {samples.Max(sample => sample.Took).TotalMilliseconds:0} ms; first successes after {firsts.Max().TotalMilliseconds:0} ms"
            )
        );
    }

    private static async Task<IReadOnlyList<(string, Func<Task<Reply>>)>> EverythingAsync(FaultyStack stack, AppProcess replica)
    {
        var (api, management) = (new Api(replica.Address), new Api(replica.Management));
        var member = await Member.JoinAsync(api, stack.Server.Direct);
        var (me, bearer) = (member.Segment, member.Bearer);
        return
        [
            ("/health/live", () => management.GetAsync("/health/live")),
            ("/latest", () => api.GetAsync("/latest")),
            ("/msgs", () => api.SimulateAsync("GET", "/msgs?no=20")),
            ("/msgs/{user}", () => api.SimulateAsync("GET", $"/msgs/{me}?no=20")),
            ("/fllws/{user}", () => api.SimulateAsync("GET", $"/fllws/{me}?no=20")),
            ("POST /msgs/{user}", () => api.SimulateAsync("POST", $"/msgs/{me}?latest=1", new { content = "said" })),
            ("POST /register", () => api.RegisterAsync(Person.NewName())),
            ("public timeline", () => api.GetAsync("/api/v1/timelines/public")),
            ("home timeline", () => api.GetAsync("/api/v1/timelines/home", bearer)),
            ("posting", () => api.PostAsync("/api/v1/messages", new { text = "said" }, bearer)),
            ("searching", () => api.GetAsync("/api/v1/search/messages?q=said", bearer)),
        ];
    }
}
