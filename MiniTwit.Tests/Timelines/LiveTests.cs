using System.Net;
using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Text.Json;
using MiniTwit.Tests.Data;
using MiniTwit.Tests.Logging;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Timelines;

/// <summary>Who listens hears how many messages are new: from either replica, once each, and on from where a stream ended.</summary>
[Collection(Duress.Name)]
public sealed class LiveTests(OwnDatabase own)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task What_either_replica_posts_is_told_on_both()
    {
        await using var replica = await AppProcess.StartAsync<Projects.MiniTwit_ApiService>(own.Settings);
        var author = await own.JoinAsync();
        await using var here = await Stream.OpenAsync(own.Address, "/api/v1/timelines/public/live");
        await using var there = await Stream.OpenAsync(replica.Address, "/api/v1/timelines/public/live");

        await SayAsync(own.Address, author, 2);
        await SayAsync(replica.Address, author, 3);

        Assert.Equal(5, await here.CountAsync(5));
        Assert.Equal(5, await there.CountAsync(5));
    }

    [Fact]
    public async Task My_timeline_tells_of_those_whom_I_follow_alone()
    {
        var (me, followed, other) = (await own.JoinAsync(), await own.JoinAsync(), await own.JoinAsync());
        await own.Api.SimulateAsync("POST", $"/fllws/{me.Segment}", new { follow = followed.Name });
        await using var mine = await Stream.OpenAsync(own.Address, "/api/v1/timelines/home/live", me.Bearer);

        await SayAsync(own.Address, other, 2);
        await SayAsync(own.Address, me, 1);
        await SayAsync(own.Address, followed, 3);

        Assert.Equal(3, await mine.CountAsync(3));
        Assert.Equal(0, await mine.CountForAsync(TimeSpan.FromSeconds(3)));
    }

    [Theory]
    [InlineData("public")]
    [InlineData("home")]
    public async Task Neither_tells_of_whom_I_mute(string timeline)
    {
        var (me, muted, other) = (await own.JoinAsync(), await own.JoinAsync(), await own.JoinAsync());
        foreach (var author in new[] { muted, other })
        {
            await own.Api.SimulateAsync("POST", $"/fllws/{me.Segment}", new { follow = author.Name });
        }

        await own.Api.SendAsync("PUT", $"/api/v1/me/mutes/{muted.Segment}", null, me.Bearer);
        await using var mine = await Stream.OpenAsync(own.Address, $"/api/v1/timelines/{timeline}/live", me.Bearer);

        await SayAsync(own.Address, muted, 2);
        await SayAsync(own.Address, other, 3);

        Assert.Equal(3, await mine.CountAsync(3));
        Assert.Equal(0, await mine.CountForAsync(TimeSpan.FromSeconds(3)));
    }

    [Fact]
    public async Task A_stream_goes_on_where_another_ended()
    {
        var author = await own.JoinAsync();
        await SayAsync(own.Address, author, 1);
        string last;
        await using (var first = await Stream.OpenAsync(own.Address, "/api/v1/timelines/public/live"))
        {
            await SayAsync(own.Address, author, 2);
            await first.CountAsync(2);
            last = first.LastId;
        }

        await SayAsync(own.Address, author, 3);

        await using var second = await Stream.OpenAsync(own.Address, "/api/v1/timelines/public/live", lastEventId: last);
        Assert.Equal(3, await second.CountAsync(3));
        await using var third = await Stream.OpenAsync(own.Address, $"/api/v1/timelines/public/live?after={last}");
        Assert.Equal(3, await third.CountAsync(3));
    }

    [Fact]
    public async Task What_another_overtook_is_told_to_who_comes_again()
    {
        var author = await own.JoinAsync();
        string last;
        await using var overtaken = await OpenTransaction.BeginAsync(own.Direct);
        await using (var first = await Stream.OpenAsync(own.Address, "/api/v1/timelines/public/live"))
        {
            await overtaken.RunAsync("INSERT INTO messages (author_id, text) SELECT id, 'said' FROM users WHERE name = $1", author.Name);
            await SayAsync(own.Address, author, 1);
            await first.CountAsync(1);
            last = first.LastId;
        }

        await overtaken.CommitWhenAwaitedAsync(waiting: 0);

        await using var second = await Stream.OpenAsync(own.Address, "/api/v1/timelines/public/live", lastEventId: last);
        Assert.Equal(1, await second.CountForAsync(TimeSpan.FromSeconds(3)));
    }

    [Fact]
    public async Task What_comes_into_view_as_another_goes_is_not_new()
    {
        var author = await own.JoinAsync();
        await own.Direct.ChangeAsync(
            "INSERT INTO messages (author_id, text) SELECT id, 'said' FROM users, generate_series(1, 250) WHERE name = $1",
            author.Name
        );
        await using var stream = await Stream.OpenAsync(own.Address, "/api/v1/timelines/public/live");

        await own.Direct.ChangeAsync("DELETE FROM messages WHERE id = (SELECT max(id) FROM messages)");

        Assert.Equal(0, await stream.CountForAsync(TimeSpan.FromSeconds(3)));
    }

    [Fact]
    public async Task It_ends_when_the_replica_does_and_soon()
    {
        await using var replica = await AppProcess.StartAsync<Projects.MiniTwit_ApiService>(own.Settings);
        await using var stream = await Stream.OpenAsync(replica.Address, "/api/v1/timelines/public/live");

        replica.Terminate();

        // As one that is through: what was cut off would be an exception.
        Assert.Equal(0, await stream.CountForAsync(Patience));
        Assert.True(stream.HasEnded);
        Assert.Equal(0, await replica.WaitForExitAsync());
    }

    [Fact]
    public async Task Nobody_listens_more_than_ten_times()
    {
        var me = await own.JoinAsync();
        var streams = new List<Stream>();
        for (var i = 0; i < 10; i++)
        {
            streams.Add(await Stream.OpenAsync(own.Address, "/api/v1/timelines/home/live", me.Bearer));
        }

        var refused = await own.Api.GetAsync("/api/v1/timelines/home/live", me.Bearer);
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.Status);
        Assert.NotNull(refused.Header("Retry-After"));

        // Who leaves makes room.
        foreach (var stream in streams)
        {
            await stream.DisposeAsync();
        }

        var again = refused;
        for (var tries = 0; tries < 100 && again.Status != HttpStatusCode.OK; tries++)
        {
            await Task.Delay(100, TestContext.Current.CancellationToken);
            again = await own.Api.GetAsync("/api/v1/timelines/home/live?seconds=0", me.Bearer);
        }

        Assert.Equal(HttpStatusCode.OK, again.Status);
    }

    [Theory]
    [InlineData("?after=x")]
    [InlineData("?after=-1")]
    [InlineData("?seconds=301")]
    [InlineData("?seconds=x")]
    public async Task What_makes_no_sense_is_refused(string query)
    {
        Assert.Equal(HttpStatusCode.BadRequest, (await own.Api.GetAsync("/api/v1/timelines/public/live" + query)).Status);
    }

    private static async Task SayAsync(Uri replica, Member author, int times)
    {
        for (var i = 0; i < times; i++)
        {
            var posted = await new Api(replica).SimulateAsync("POST", $"/msgs/{author.Segment}", new { content = $"said {i}" });
            Assert.Equal(HttpStatusCode.NoContent, posted.Status);
        }
    }

    private sealed class Stream(HttpClient client, HttpResponseMessage answer, IAsyncEnumerator<SseItem<string>> events) : IAsyncDisposable
    {
        public string LastId { get; private set; } = "";

        public bool HasEnded { get; private set; }

        public static async Task<Stream> OpenAsync(Uri replica, string path, string? authorization = null, string? lastEventId = null)
        {
            var client = new HttpClient();
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(replica, path));
            request.Headers.Authorization = authorization is null ? null : AuthenticationHeaderValue.Parse(authorization);
            if (lastEventId is not null)
            {
                request.Headers.Add("Last-Event-ID", lastEventId);
            }

            var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
            Assert.Equal((HttpStatusCode.OK, "text/event-stream"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
            var body = await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
            var stream = new Stream(
                client,
                answer,
                SseParser.Create(body).EnumerateAsync(TestContext.Current.CancellationToken).GetAsyncEnumerator()
            );
            Assert.Equal(0, await stream.NextAsync());
            return stream;
        }

        /// <summary>How many are told, once it is as many as expected.</summary>
        public async Task<int> CountAsync(int expected)
        {
            var count = 0;
            while (count < expected)
            {
                count += await NextAsync().WaitAsync(Patience, TestContext.Current.CancellationToken) ?? throw new EndOfStreamException();
            }

            return count;
        }

        /// <summary>How many are told within a time, or until the end.</summary>
        public async Task<int> CountForAsync(TimeSpan time)
        {
            var (count, over) = (0, Task.Delay(time, TestContext.Current.CancellationToken));
            while (true)
            {
                var next = NextAsync();
                if (await Task.WhenAny(next, over) == over || await next is not { } more)
                {
                    return count;
                }

                count += more;
            }
        }

        public ValueTask DisposeAsync()
        {
            answer.Dispose();
            client.Dispose();
            return ValueTask.CompletedTask;
        }

        private async Task<int?> NextAsync()
        {
            if (!await events.MoveNextAsync())
            {
                HasEnded = true;
                return null;
            }

            LastId = events.Current.EventId!;
            Assert.NotEmpty(LastId);
            return JsonDocument.Parse(events.Current.Data).RootElement.GetProperty("new").GetInt32();
        }
    }
}
