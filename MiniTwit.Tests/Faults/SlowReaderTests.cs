using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using MiniTwit.Tests.Data;
using MiniTwit.Tests.Logging;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Faults;

/// <summary>Promise: who asks and does not read, or is long in asking, costs nobody else anything, and is let go.</summary>
[Collection(Duress.Name)]
public sealed class SlowReaderTests(OwnDatabase own)
{
    // More than a replica has connections to the database.
    private const int Readers = 60;
    private const int Askers = 60;
    private const int Messages = 10_000;
    private const int Tries = 20;

    // More than there may be of one user.
    private const int Streams = 15;
    private const int LengthOfStream = 5;
    private const long MostMore = 150 * 1024 * 1024;
    private static readonly TimeSpan Prompt = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Answers_that_nobody_reads_and_requests_that_do_not_come_hold_nobody_up()
    {
        var (author, other) = (await own.JoinAsync(), await own.JoinAsync());
        await own.Direct.ChangeAsync(
            "INSERT INTO messages (author_id, text) SELECT id, repeat('é', 280) FROM users, generate_series(1, $2) WHERE name = $1",
            author.Name,
            Messages
        );
        await using var replica = await AppProcess.StartAsync<Projects.MiniTwit_ApiService>(own.Settings);
        var api = new Api(replica.Address);
        var path = $"/msgs/{author.Segment}?no={Messages}";
        await api.SimulateAsync("GET", path);
        var (memory, clock) = (replica.Memory, Stopwatch.StartNew());
        var slow = new List<RawRequest>();
        try
        {
            for (var i = 0; i < Askers; i++)
            {
                slow.Add(await RawRequest.SendAsync(replica.Address, "GET /latest HTTP/1.1\r\nHost:"));
            }

            for (var i = 0; i < Readers; i++)
            {
                slow.Add(
                    await RawRequest.SendAsync(
                        replica.Address,
                        "GET",
                        path,
                        [$"Authorization: {Api.SimulatorCredential}", "Connection: close"],
                        ""
                    )
                );
            }

            var slowest = await SlowestAsync(
                () => api.SimulateAsync("POST", $"/msgs/{other.Segment}", new { content = "said" }),
                () => api.SimulateAsync("GET", $"/msgs/{author.Segment}?no=20")
            );
            var more = replica.Memory - memory;
            // But for ours.
            while (await ConnectionsAsync(replica) > 1)
            {
                Assert.True(clock.Elapsed < Patience, "Connections that nobody uses stay.");
                await Task.Delay(500, TestContext.Current.CancellationToken);
            }

            Assert.StartsWith("HTTP/1.1 408 ", await slow[0].ReadAsync(untilClosed: true), StringComparison.Ordinal);
            Assert.InRange(slowest, TimeSpan.Zero, Prompt);
            Assert.InRange(more, long.MinValue, MostMore);
            TestContext.Current.TestOutputHelper?.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Beside {slow.Count} the slowest of others took {slowest.TotalMilliseconds:0} ms; memory grew by {more >> 20} MiB; let go after {clock.Elapsed.TotalSeconds:0} s"
                )
            );
        }
        finally
        {
            slow.ForEach(one => one.Dispose());
        }
    }

    [Fact]
    public async Task A_live_stream_that_nobody_reads_ends_as_others_do()
    {
        var (reader, author) = (await own.JoinAsync(), await own.JoinAsync());
        await own.Api.SimulateAsync("POST", $"/fllws/{reader.Segment}", new { follow = author.Name });
        var path = $"/api/v1/timelines/home/live?seconds={LengthOfStream}";
        var streams = new List<RawRequest>();
        try
        {
            while (streams.Count < Streams)
            {
                streams.Add(await RawRequest.SendAsync(own.Address, "GET", path, [$"Authorization: {reader.Bearer}"], ""));
            }

            // That they listen shows in another's being refused.
            await UntilAsync(HttpStatusCode.TooManyRequests);
            var slowest = await SlowestAsync(() => own.Api.SimulateAsync("POST", $"/msgs/{author.Segment}", new { content = "said" }));
            await UntilAsync(HttpStatusCode.OK);
            Assert.InRange(slowest, TimeSpan.Zero, Prompt);
        }
        finally
        {
            streams.ForEach(stream => stream.Dispose());
        }

        async Task UntilAsync(HttpStatusCode status)
        {
            var clock = Stopwatch.StartNew();
            while ((await own.Api.GetAsync("/api/v1/timelines/home/live?seconds=0", reader.Bearer)).Status != status)
            {
                Assert.True(clock.Elapsed < Patience, $"Listening is not answered {status}.");
                await Task.Delay(100, TestContext.Current.CancellationToken);
            }
        }
    }

    private static async Task<TimeSpan> SlowestAsync(params Func<Task<Reply>>[] others)
    {
        var slowest = TimeSpan.Zero;
        for (var i = 0; i < Tries; i++)
        {
            foreach (var ask in others)
            {
                var clock = Stopwatch.StartNew();
                var reply = await ask();
                Assert.True(reply.Status is HttpStatusCode.OK or HttpStatusCode.NoContent, $"{reply}");
                slowest = TimeSpan.FromTicks(Math.Max(slowest.Ticks, clock.Elapsed.Ticks));
            }
        }

        return slowest;
    }

    private static async Task<double> ConnectionsAsync(AppProcess replica) =>
        (
            await replica.MetricsAsync(
                new Regex(
                    $$"""^kestrel_active_connections\{[^}]*server_port="{{replica.Address.Port}}"[^}]*\} (\S+)""",
                    RegexOptions.Multiline
                )
            )
        ).Sum();
}
