using System.Net;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Simulator;

public sealed class FollowsTests(StackFixture stack)
{
    private readonly Api _api = new(stack.Api);

    [Fact]
    public async Task Follows_lists_those_a_user_follows_and_not_the_followers()
    {
        var (one, two, three) = (await Person.JoinAsync(stack), await Person.JoinAsync(stack), await Person.JoinAsync(stack));
        await ChangeAsync(one, new { follow = two.Name });
        await ChangeAsync(one, new { follow = three.Name.ToUpperInvariant() });
        await ChangeAsync(two, new { follow = one.Name });

        Assert.Equal([three.Name, two.Name], await FollowsAsync(one));
        Assert.Equal([one.Name], await FollowsAsync(two));
        Assert.Equal([], await FollowsAsync(three));
        Assert.Equal([three.Name], await FollowsAsync(one, "?no=1"));
        Assert.Equal([], await FollowsAsync(one, "?no=0"));
        Assert.Equal("""{"follows":[]}""", (await _api.SimulateAsync("GET", $"/fllws/{three.Segment}")).Body);
    }

    [Fact]
    public async Task Follows_has_100_names_when_not_asked_for_a_number()
    {
        var one = await Person.JoinAsync(stack);
        await stack.Database.ChangeAsync(
            """
            WITH many AS (
                INSERT INTO users (name, normalized_name, email, password_hash)
                SELECT $1 || i, upper($1 || i), 'a@b', '' FROM generate_series(1, 101) i RETURNING id)
            INSERT INTO follows (follower_id, followee_id) SELECT (SELECT id FROM users WHERE name = $1), id FROM many ORDER BY many.id
            """,
            one.Name
        );

        Assert.Equal(Enumerable.Range(2, 100).Reverse().Select(i => $"{one.Name}{i}"), await FollowsAsync(one));
        Assert.Equal(101, (await FollowsAsync(one, "?no=10000")).Count);
    }

    [Fact]
    public async Task Following_twice_is_fine_and_changes_nothing()
    {
        var (one, other) = (await Person.JoinAsync(stack), await Person.JoinAsync(stack));
        await ChangeAsync(one, new { follow = other.Name });
        var before = await Rows.CountAsync(stack.Database);

        await ChangeAsync(one, new { follow = other.Name });

        Assert.Equal(before, await Rows.CountAsync(stack.Database));
        Assert.Equal([other.Name], await FollowsAsync(one));
    }

    [Fact]
    public async Task Unfollowing_somebody_not_followed_is_fine_and_changes_nothing()
    {
        var (one, other, third) = (await Person.JoinAsync(stack), await Person.JoinAsync(stack), await Person.JoinAsync(stack));
        await ChangeAsync(one, new { follow = other.Name });
        await ChangeAsync(other, new { follow = one.Name });

        await ChangeAsync(one, new { unfollow = third.Name });
        Assert.Equal([other.Name], await FollowsAsync(one));

        await ChangeAsync(one, new { unfollow = other.Name });
        await ChangeAsync(one, new { unfollow = other.Name });
        Assert.Equal([], await FollowsAsync(one));
        Assert.Equal([one.Name], await FollowsAsync(other));
    }

    [Fact]
    public async Task Twenty_connections_that_follow_at_once_make_one_follow()
    {
        var (one, other) = (await Person.JoinAsync(stack), await Person.JoinAsync(stack));

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => ChangeAsync(one, new { follow = other.Name })));

        Assert.Equal([other.Name], await FollowsAsync(one));
    }

    [Theory]
    [InlineData("""{"follow":"Nobody At All"}""")]
    [InlineData("""{"unfollow":"Nobody At All"}""")]
    public async Task Both_users_have_to_exist(string body)
    {
        var one = await Person.JoinAsync(stack);
        var before = await Rows.CountAsync(stack.Database);
        const string NotFound = """{"status":404,"error_msg":"The user does not exist"}""";

        Assert.Equal(NotFound, (await _api.SimulateAsync("POST", $"/fllws/{one.Segment}", body)).Body);
        Assert.Equal(
            NotFound,
            (
                await _api.SimulateAsync(
                    "POST",
                    "/fllws/Nobody%20At%20All",
                    body.Replace("Nobody At All", one.Name, StringComparison.Ordinal)
                )
            ).Body
        );
        Assert.Equal(NotFound, (await _api.SimulateAsync("GET", "/fllws/Nobody%20At%20All")).Body);
        Assert.Equal(before, await Rows.CountAsync(stack.Database));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"follow":null}""")]
    [InlineData("""{"follow":"a","unfollow":"b"}""")]
    public async Task A_body_names_one_user_to_follow_or_to_unfollow(string body)
    {
        var one = await Person.JoinAsync(stack);

        var reply = await _api.SimulateAsync("POST", $"/fllws/{one.Segment}", body);

        Assert.Equal("""{"status":400,"error_msg":"Name one user, to follow or to unfollow"}""", reply.Body);
    }

    private async Task ChangeAsync(Person person, object body)
    {
        var reply = await _api.SimulateAsync("POST", $"/fllws/{person.Segment}", body);
        Assert.Equal((HttpStatusCode.NoContent, ""), (reply.Status, reply.Body));
    }

    private async Task<List<string>> FollowsAsync(Person person, string query = "")
    {
        var reply = await _api.SimulateAsync("GET", $"/fllws/{person.Segment}{query}");
        Assert.Equal((HttpStatusCode.OK, "application/json"), (reply.Status, reply.ContentType));
        return [.. reply.Json.GetProperty("follows").EnumerateArray().Select(name => name.GetString()!)];
    }
}
