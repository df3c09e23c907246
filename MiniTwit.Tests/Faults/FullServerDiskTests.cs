using System.Net;
using MiniTwit.Tests.Data;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Faults;

/// <summary>Promise: where PostgreSQL has no room left reads go on, writes are told when to come again, and with room they succeed.</summary>
public sealed class FullServerDiskTests
{
    private const long Disk = 160 * 1024 * 1024;
    private const int MostWrites = 2_000;
    private static readonly TimeSpan WhileFull = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan UntilWritesSucceed = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task Reads_go_on_and_writes_do_again_with_room()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            Assert.Skip("Only root can make a disk that is soon full.");
        }

        await using var stack = await FaultyStack.StartAsync(replicas: 1, disk: Disk);
        var api = new Api(stack.Replicas[0].Address);
        var member = await Member.JoinAsync(api, stack.Server.Direct);
        var path = $"/msgs/{member.Segment}";
        // Long enough ago for the next use to be noted.
        await stack.Server.Direct.ChangeAsync("UPDATE sessions SET last_used_at = last_used_at - interval '2 hours'");
        // Next to the log's segment in use is always another one: what runs full first is the tables.
        await stack.Server.Direct.ChangeAsync("SELECT pg_switch_wal()");
        Assert.Equal(HttpStatusCode.NoContent, (await SayAsync()).Status);

        stack.Server.FillDisk();
        var accepted = 1;
        Reply refusal;
        while ((refusal = await SayAsync()).Status == HttpStatusCode.NoContent)
        {
            Assert.InRange(++accepted, 0, MostWrites);
        }

        Assert.Equal((503, true), ((int)refusal.Status, refusal.Header("Retry-After") is not null));
        var watch = Watch.Start([
            ("/msgs", () => api.SimulateAsync("GET", "/msgs?no=20")),
            (path, () => api.SimulateAsync("GET", $"{path}?no=20")),
            ("/msgs with a latest", () => api.SimulateAsync("GET", "/msgs?no=20&latest=2")),
            ("/latest", () => api.GetAsync("/latest")),
            ("public timeline", () => api.GetAsync("/api/v1/timelines/public")),
            ("home timeline", () => api.GetAsync("/api/v1/timelines/home", member.Bearer)),
        ]);
        for (var until = watch.Now + WhileFull; watch.Now < until; )
        {
            // An index may have room where the table has none.
            var reply = await SayAsync();
            Assert.True(reply.Status is HttpStatusCode.ServiceUnavailable or HttpStatusCode.NoContent, $"{reply}");
            accepted += reply.Status == HttpStatusCode.NoContent ? 1 : 0;
        }

        stack.Server.FreeDisk();
        var freed = watch.Now;
        while ((await SayAsync()).Status != HttpStatusCode.NoContent)
        {
            Assert.InRange(watch.Now - freed, TimeSpan.Zero, UntilWritesSucceed);
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        Assert.All(await watch.StopAsync(), sample => Assert.True(sample.IsGood, $"{sample}"));
        Assert.Equal(accepted + 1, await stack.Server.Direct.ValueAsync<long>("SELECT count(*) FROM messages"));

        Task<Reply> SayAsync() => api.SimulateAsync("POST", $"{path}?latest=1", new { content = new string('x', 280) });
    }
}
