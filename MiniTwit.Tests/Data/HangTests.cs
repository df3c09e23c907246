using System.Diagnostics;
using System.Net;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Data;

/// <summary>The database takes connections and answers nothing.</summary>
[Collection(Duress.Name)]
public sealed class HangTests(OwnDatabase own)
{
    private const int Crowd = 60;

    // Generous: the machine may be busy. Threads that are all stuck answer later than this.
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Noticed = TimeSpan.FromSeconds(3);

    [Fact]
    public async Task A_database_that_hangs_is_a_quick_503_leaves_the_process_alive_and_is_used_when_it_is_back()
    {
        await Task.WhenAll(Requests());
        Reply[] stuck,
            later;
        List<TimeSpan> lives;
        TimeSpan[] waits;
        own.Proxy.Hang();
        try
        {
            using var done = new CancellationTokenSource();
            var probing = ProbeAsync(done.Token);
            var stucking = Task.WhenAll(Requests());
            await Task.Delay(Noticed, TestContext.Current.CancellationToken);
            var timed = await Task.WhenAll(Enumerable.Range(0, Crowd).Select(_ => TimeAsync("/msgs")));
            (later, waits) = ([.. timed.Select(t => t.Reply)], [.. timed.Select(t => t.Elapsed).Order()]);
            stuck = await stucking;
            await done.CancelAsync();
            lives = await probing;
        }
        finally
        {
            own.Proxy.GoOn();
        }

        Assert.All(stuck.Concat(later), reply => Assert.Equal(HttpStatusCode.ServiceUnavailable, reply.Status));
        Assert.All(stuck.Concat(later), reply => Assert.NotNull(reply.Header("Retry-After")));
        Assert.InRange(waits[^1], TimeSpan.Zero, AtOnce);
        Assert.All(lives, live => Assert.InRange(live, TimeSpan.Zero, AtOnce));
        await WaitForOkAsync();
        Assert.All(await Task.WhenAll(Requests()), reply => Assert.InRange((int)reply.Status, 200, 204));
        Assert.InRange(
            await own.Direct.ValueAsync<long>("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"),
            1,
            41
        );
    }

    private IEnumerable<Task<Reply>> Requests() =>
        Enumerable
            .Range(0, Crowd)
            .Select(i =>
                own.Api.SimulateAsync(
                    "GET",
                    (i % 3) switch
                    {
                        0 => "/msgs",
                        1 => "/api/v1/timelines/public",
                        _ => "/latest",
                    }
                )
            );

    private async Task<List<TimeSpan>> ProbeAsync(CancellationToken until)
    {
        using var client = new HttpClient { BaseAddress = own.Management };
        var took = new List<TimeSpan>();
        while (!until.IsCancellationRequested)
        {
            var watch = Stopwatch.StartNew();
            using (var answer = await client.GetAsync(new Uri("/health/live", UriKind.Relative), TestContext.Current.CancellationToken))
            {
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            }

            took.Add(watch.Elapsed);
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        return took;
    }

    private async Task<(Reply Reply, TimeSpan Elapsed)> TimeAsync(string path)
    {
        var watch = Stopwatch.StartNew();
        return (await own.Api.SimulateAsync("GET", path), watch.Elapsed);
    }

    private async Task WaitForOkAsync()
    {
        for (var attempt = 0; (await own.Api.SimulateAsync("GET", "/msgs")).Status != HttpStatusCode.OK; attempt++)
        {
            Assert.True(attempt < 50, "The database is back, and is not used.");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }
}
