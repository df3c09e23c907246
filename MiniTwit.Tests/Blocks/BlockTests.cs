using System.Net;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Blocks;

public sealed class BlockTests(StackFixture stack)
{
    private const string Mine = "SELECT count(*) FROM blocks JOIN users ON users.id IN (user_id, other_id) WHERE name = $1";

    private readonly Api _api = new(stack.Api);

    [Theory]
    [InlineData("blocks")]
    [InlineData("mutes")]
    public async Task It_may_be_repeated_and_undone(string kind)
    {
        var (me, other) = (await Person.JoinAsync(stack), await Person.JoinAsync(stack));
        var path = $"/api/v1/me/{kind}/{Uri.EscapeDataString(other.Name.ToUpperInvariant())}";

        foreach (var (method, rows) in new[] { ("DELETE", 0), ("PUT", 1), ("PUT", 1), ("DELETE", 0), ("DELETE", 0) })
        {
            var reply = await me.SendAsync(method, path);
            Assert.Equal((HttpStatusCode.NoContent, ""), (reply.Status, reply.Body));
            Assert.Equal(rows, await stack.Database.ValueAsync<long>(Mine, me.Name));
        }
    }

    [Theory]
    [InlineData("blocks", "You cannot block yourself")]
    [InlineData("mutes", "You cannot mute yourself")]
    public async Task It_takes_somebody_else_who_is_there(string kind, string detail)
    {
        var me = await Person.JoinAsync(stack);

        foreach (var name in new[] { me.Segment, Uri.EscapeDataString(me.Name.ToUpperInvariant()) })
        {
            var self = await me.SendAsync("PUT", $"/api/v1/me/{kind}/{name}");
            Assert.Equal((HttpStatusCode.BadRequest, detail), (self.Status, self.Detail));
        }

        foreach (var method in new[] { "PUT", "DELETE" })
        {
            var unknown = await me.SendAsync(method, $"/api/v1/me/{kind}/Nobody%20At%20All");
            Assert.Equal((HttpStatusCode.NotFound, "There is no such user"), (unknown.Status, unknown.Detail));
        }

        Assert.Equal(0, await stack.Database.ValueAsync<long>(Mine, me.Name));
    }

    [Theory]
    [InlineData("blocks")]
    [InlineData("mutes")]
    public async Task They_are_listed_latest_first_and_paged_for_oneself_alone(string kind)
    {
        var me = await Person.JoinAsync(stack);
        List<Person> others = [await Person.JoinAsync(stack), await Person.JoinAsync(stack), await Person.JoinAsync(stack)];
        foreach (var other in others)
        {
            await me.SendAsync("PUT", $"/api/v1/me/{kind}/{other.Segment}");
        }

        var first = await me.GetAsync($"/api/v1/me/{kind}?limit=2");
        var second = await me.GetAsync($"/api/v1/me/{kind}?limit=2&cursor={first.Json.GetProperty("next").GetString()}");
        var back = await me.GetAsync($"/api/v1/me/{kind}?limit=2&cursor={second.Json.GetProperty("prev").GetString()}");

        Assert.Equal([others[2].Name, others[1].Name], Names(first));
        Assert.Equal([others[0].Name], Names(second));
        Assert.Null(second.Json.GetProperty("next").GetString());
        Assert.Equal(Names(first), Names(back));
        Assert.Empty(Names(await me.GetAsync($"/api/v1/me/{(kind == "blocks" ? "mutes" : "blocks")}")));
        Assert.Empty(Names(await others[0].GetAsync($"/api/v1/me/{kind}")));
    }

    [Fact]
    public async Task Who_is_blocked_is_followed_no_more_and_follows_no_more()
    {
        var (me, other, friend) = (await Person.JoinAsync(stack), await Person.JoinAsync(stack), await Person.JoinAsync(stack));
        foreach (var (one, whom) in new[] { (me, other), (other, me), (me, friend), (friend, me), (other, friend) })
        {
            await one.FollowAsync(whom);
        }

        Assert.Equal((2, 2), await CountsAsync(me));
        await BlockAsync(me, other);

        Assert.Equal((1, 1), await CountsAsync(me));
        Assert.Equal((0, 1), await CountsAsync(other));
        Assert.Equal((2, 1), await CountsAsync(friend));
        Assert.Equal([friend.Name], Names(await me.GetAsync($"/api/v1/users/{me.Segment}/followers")));
        var refused = await other.SendAsync("PUT", $"/api/v1/me/following/{me.Segment}");
        Assert.Equal((HttpStatusCode.Forbidden, "You cannot follow this user: they have blocked you."), (refused.Status, refused.Detail));
        refused = await me.SendAsync("PUT", $"/api/v1/me/following/{other.Segment}");
        Assert.Equal(
            (HttpStatusCode.Forbidden, "You have blocked this user. Unblock them to follow them."),
            (refused.Status, refused.Detail)
        );
        Assert.Equal((1, 1), await CountsAsync(me));

        // What is gone does not come back by itself.
        await me.SendAsync("DELETE", $"/api/v1/me/blocks/{other.Segment}");
        Assert.Equal((1, 1), await CountsAsync(me));
        await other.FollowAsync(me);
        Assert.Equal((2, 1), await CountsAsync(me));
    }

    [Fact]
    public async Task Who_is_blocked_cannot_answer()
    {
        var (me, other) = (await Person.JoinAsync(stack), await Person.JoinAsync(stack));
        var inReplyTo = (await me.SayAsync("a question")).GetProperty("id").GetInt64();
        (string, string)[] key = [("Idempotency-Key", "before")];
        await AnswerAsync(HttpStatusCode.Created, "before", key);
        await BlockAsync(me, other);

        var refused = await AnswerAsync(HttpStatusCode.Forbidden, "after");
        Assert.Equal("The author of the message that you answer has blocked you. Nothing was posted.", refused.Detail);
        // Asked again, what was posted before is there.
        await AnswerAsync(HttpStatusCode.Created, "before", key);
        Assert.Equal(
            1,
            await stack.Database.ValueAsync<long>(
                "SELECT count(*) FROM messages JOIN users ON users.id = author_id WHERE name = $1",
                other.Name
            )
        );
        await other.SayAsync($"a message of its own, for @{me.Name}");

        await me.SendAsync("DELETE", $"/api/v1/me/blocks/{other.Segment}");
        await AnswerAsync(HttpStatusCode.Created, "after");

        async Task<Reply> AnswerAsync(HttpStatusCode status, string text, params (string, string)[] headers)
        {
            var reply = await _api.SendAsync("POST", "/api/v1/messages", new { text, inReplyTo }, other.Bearer, headers);
            Assert.Equal(status, reply.Status);
            return reply;
        }
    }

    [Fact]
    public async Task The_profile_says_so_to_who_blocks_and_to_nobody_else()
    {
        var (me, other) = (await Person.JoinAsync(stack), await Person.JoinAsync(stack));
        var before = (await other.GetAsync($"/api/v1/users/{me.Segment}")).Body;
        await BlockAsync(me, other);
        await me.SendAsync("PUT", $"/api/v1/me/mutes/{other.Segment}");

        var profile = (await me.GetAsync($"/api/v1/users/{other.Segment}")).Json;
        Assert.True(profile.GetProperty("blockedByMe").GetBoolean());
        Assert.True(profile.GetProperty("mutedByMe").GetBoolean());
        Assert.Equal(before, (await other.GetAsync($"/api/v1/users/{me.Segment}")).Body);
        Assert.DoesNotContain("ByMe\":true", (await _api.GetAsync($"/api/v1/users/{other.Segment}")).Body, StringComparison.Ordinal);

        // Each is undone for itself.
        await me.SendAsync("DELETE", $"/api/v1/me/blocks/{other.Segment}");
        profile = (await me.GetAsync($"/api/v1/users/{other.Segment}")).Json;
        Assert.False(profile.TryGetProperty("blockedByMe", out _));
        Assert.True(profile.GetProperty("mutedByMe").GetBoolean());
    }

    [Fact]
    public async Task Who_is_muted_notices_nothing_and_stays_followed()
    {
        var (me, other) = (await Person.JoinAsync(stack), await Person.JoinAsync(stack));
        await me.FollowAsync(other);
        await me.SendAsync("PUT", $"/api/v1/me/mutes/{other.Segment}");
        var inReplyTo = (await me.SayAsync("a question")).GetProperty("id").GetInt64();

        Assert.Equal((1, 0), await CountsAsync(other));
        await other.FollowAsync(me);
        Assert.Equal(HttpStatusCode.Created, (await other.SendAsync("POST", "/api/v1/messages", new { text = "a", inReplyTo })).Status);
        Assert.Equal((1, 1), await CountsAsync(me));
    }

    [Fact]
    public async Task The_simulator_is_answered_as_ever()
    {
        var (me, other) = (await Person.JoinAsync(stack), await Person.JoinAsync(stack));
        await BlockAsync(me, other);
        await other.SayAsync("said");

        var followed = await _api.SimulateAsync("POST", $"/fllws/{other.Segment}", new { follow = me.Name });
        Assert.Equal(HttpStatusCode.NoContent, followed.Status);
        Assert.Equal($$"""{"follows":["{{me.Name}}"]}""", (await _api.SimulateAsync("GET", $"/fllws/{other.Segment}")).Body);
        Assert.Contains("said", (await _api.SimulateAsync("GET", $"/msgs/{other.Segment}")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_a_block_and_a_follow_at_once_no_follow_is_left()
    {
        var me = await Person.JoinAsync(stack);
        var followed = 0;
        for (var round = 0; round < 25; round++)
        {
            var other = await Person.JoinAsync(stack);
            var follows = new[]
            {
                other.SendAsync("PUT", $"/api/v1/me/following/{me.Segment}"),
                me.SendAsync("PUT", $"/api/v1/me/following/{other.Segment}"),
            };
            await Task.Delay(round % 5, TestContext.Current.CancellationToken);
            await BlockAsync(me, other);
            foreach (var follow in await Task.WhenAll(follows))
            {
                Assert.Contains(follow.Status, new[] { HttpStatusCode.NoContent, HttpStatusCode.Forbidden });
                followed += follow.Status == HttpStatusCode.NoContent ? 1 : 0;
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{followed} of 50 followed first");
        Assert.Equal((0, 0), await CountsAsync(me));
    }

    /// <summary>A follow that has begun and is not done is waited for.</summary>
    [Fact]
    public async Task A_follow_under_way_is_taken_away_as_well()
    {
        var (me, other) = (await Person.JoinAsync(stack), await Person.JoinAsync(stack));
        await using var following = await OpenTransaction.BeginAsync(stack.Database);
        await following.RunAsync(
            """
            WITH pair AS (SELECT a.id AS one, b.id AS two FROM users a, users b WHERE a.name = $1 AND b.name = $2),
            asked AS MATERIALIZED (SELECT one, two, block_between(one, two) AS by FROM pair)
            INSERT INTO follows (follower_id, followee_id) SELECT one, two FROM asked WHERE by IS NULL
            """,
            other.Name,
            me.Name
        );

        var block = me.SendAsync("PUT", $"/api/v1/me/blocks/{other.Segment}");
        await following.CommitWhenAwaitedAsync(1, block);

        Assert.Equal(HttpStatusCode.NoContent, (await block).Status);
        Assert.Equal((0, 0), await CountsAsync(me));
    }

    [Fact]
    public async Task They_go_with_either_account()
    {
        var (me, other, third) = (await Person.JoinAsync(stack), await Person.JoinAsync(stack), await Person.JoinAsync(stack));
        await BlockAsync(me, other);
        await BlockAsync(third, me);
        await me.SendAsync("PUT", $"/api/v1/me/mutes/{third.Segment}");
        Assert.Equal(3, await stack.Database.ValueAsync<long>(Mine, me.Name));

        await other.SendAsync("DELETE", "/api/v1/me", new { password = other.Password });
        Assert.Equal(2, await stack.Database.ValueAsync<long>(Mine, me.Name));
        Assert.Empty(Names(await me.GetAsync("/api/v1/me/blocks")));
        await me.SendAsync("DELETE", "/api/v1/me", new { password = me.Password });
        Assert.Equal(0, await stack.Database.ValueAsync<long>(Mine, third.Name));
        Assert.Empty(Names(await third.GetAsync("/api/v1/me/blocks")));
    }

    private static async Task BlockAsync(Person one, Person other) =>
        Assert.Equal(HttpStatusCode.NoContent, (await one.SendAsync("PUT", $"/api/v1/me/blocks/{other.Segment}")).Status);

    /// <summary>How many follow somebody, and how many that one follows.</summary>
    private async Task<(int Followers, int Following)> CountsAsync(Person person)
    {
        var profile = (await _api.GetAsync($"/api/v1/users/{person.Segment}")).Json;
        return (profile.GetProperty("followers").GetInt32(), profile.GetProperty("following").GetInt32());
    }

    private static IEnumerable<string> Names(Reply reply) =>
        reply.Json.GetProperty("items").EnumerateArray().Select(user => user.GetProperty("username").GetString()!);
}
