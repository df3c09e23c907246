using System.Net;
using MiniTwit.Tests.Stack;
using MiniTwit.Tests.Users;

namespace MiniTwit.Tests.Followers;

public sealed class FollowingTests(StackFixture stack)
{
    private readonly Api _api = new(stack.Api);

    [Fact]
    public async Task Following_and_unfollowing_may_be_repeated()
    {
        var (me, other) = (await Person.JoinAsync(stack), await Person.JoinAsync(stack));
        var before = await Rows.CountAsync(stack.Database);
        var path = $"/api/v1/me/following/{Uri.EscapeDataString(other.Name.ToUpperInvariant())}";

        foreach (var (method, follows) in new[] { ("DELETE", 0), ("PUT", 1), ("PUT", 1), ("DELETE", 0), ("DELETE", 0) })
        {
            var reply = await me.SendAsync(method, path);
            Assert.Equal((HttpStatusCode.NoContent, ""), (reply.Status, reply.Body));
            Assert.Equal(before with { Follows = before.Follows + follows }, await Rows.CountAsync(stack.Database));
        }
    }

    [Fact]
    public async Task Nobody_follows_themselves()
    {
        var me = await Person.JoinAsync(stack);
        var before = await Rows.CountAsync(stack.Database);

        foreach (var name in new[] { me.Segment, Uri.EscapeDataString(me.Name.ToUpperInvariant()) })
        {
            var reply = await me.SendAsync("PUT", $"/api/v1/me/following/{name}");
            Assert.Equal((HttpStatusCode.BadRequest, "You cannot follow yourself"), (reply.Status, reply.Detail));
        }

        Assert.Equal(before, await Rows.CountAsync(stack.Database));
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public async Task An_unknown_user_cannot_be_followed(string method)
    {
        var reply = await (await Person.JoinAsync(stack)).SendAsync(method, "/api/v1/me/following/Nobody%20At%20All");

        Assert.Equal((HttpStatusCode.NotFound, "There is no such user"), (reply.Status, reply.Detail));
    }

    [Fact]
    public async Task Followers_and_following_are_listed_latest_first_and_paged()
    {
        var star = await Person.JoinAsync(stack);
        List<Person> fans = [await Person.JoinAsync(stack), await Person.JoinAsync(stack), await Person.JoinAsync(stack)];
        foreach (var fan in fans)
        {
            await fan.FollowAsync(star);
            await star.FollowAsync(fan);
        }

        foreach (var list in new[] { "followers", "following" })
        {
            var first = await _api.GetAsync($"/api/v1/users/{star.Segment}/{list}?limit=2");
            var second = await _api.GetAsync(
                $"/api/v1/users/{star.Segment}/{list}?limit=2&cursor={first.Json.GetProperty("next").GetString()}"
            );

            Assert.Equal($"[{Listed(fans[2])},{Listed(fans[1])}]", first.Json.GetProperty("items").GetRawText());
            Assert.Equal($"[{Listed(fans[0])}]", second.Json.GetProperty("items").GetRawText());
            var newer = await _api.GetAsync(
                $"/api/v1/users/{star.Segment}/{list}?limit=2&cursor={first.Json.GetProperty("prev").GetString()}"
            );
            Assert.Equal("[]", newer.Json.GetProperty("items").GetRawText());
            Assert.Null(second.Json.GetProperty("next").GetString());
            var back = await _api.GetAsync(
                $"/api/v1/users/{star.Segment}/{list}?limit=2&cursor={second.Json.GetProperty("prev").GetString()}"
            );
            Assert.Equal(first.Json.GetProperty("items").GetRawText(), back.Json.GetProperty("items").GetRawText());
        }
    }

    private static string Listed(Person person) =>
        $$"""{"username":"{{person.Name}}","avatar":"{{Avatar.Of(person.Email)}}","followedByMe":null}""";
}
