using System.Net;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Users;

public sealed class ProfileTests(StackFixture stack)
{
    private readonly Api _api = new(stack.Api);

    [Fact]
    public async Task A_profile_counts_and_says_whether_the_reader_follows()
    {
        var (ada, bob, cem) = (await Person.JoinAsync(stack), await Person.JoinAsync(stack), await Person.JoinAsync(stack));
        await ada.SayAsync("one");
        await ada.SayAsync("two");
        await ada.SayAsync("flagged");
        await stack.Database.ChangeAsync("UPDATE messages SET flagged = true WHERE text = 'flagged'");
        await bob.FollowAsync(ada);
        await cem.FollowAsync(ada);
        await ada.FollowAsync(bob);

        var path = $"/api/v1/users/{Uri.EscapeDataString(ada.Name.ToLowerInvariant())}";
        var anonymous = await _api.GetAsync(path);

        Assert.Equal((HttpStatusCode.OK, "application/json"), (anonymous.Status, anonymous.ContentType));
        var createdAt = anonymous.Json.GetProperty("createdAt").GetRawText();
        Assert.Equal(Profile("null"), anonymous.Body);
        Assert.Equal(Profile("true"), (await bob.GetAsync(path)).Body);
        Assert.Equal(Profile("false"), (await ada.GetAsync(path)).Body);

        string Profile(string followedByMe) =>
            $$"""{"username":"{{ada.Name}}","avatar":"{{Avatar.Of(ada.Email)}}","createdAt":{{createdAt}},"messages":2,"followers":2,"following":1,"followedByMe":{{followedByMe}}}""";
    }

    [Theory]
    [InlineData("")]
    [InlineData("/messages")]
    [InlineData("/followers")]
    [InlineData("/following")]
    public async Task An_unknown_user_is_not_found(string list)
    {
        var reply = await _api.GetAsync($"/api/v1/users/Nobody%20At%20All{list}");

        Assert.Equal((HttpStatusCode.NotFound, "There is no such user"), (reply.Status, reply.Detail));
    }
}
