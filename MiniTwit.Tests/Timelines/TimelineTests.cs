using System.Net;
using MiniTwit.Tests.Stack;
using MiniTwit.Tests.Users;

namespace MiniTwit.Tests.Timelines;

public sealed class TimelineTests(StackFixture stack)
{
    private readonly Api _api = new(stack.Api);

    [Fact]
    public async Task Home_shows_own_messages_and_those_of_the_people_followed()
    {
        var (me, friend, stranger) = (await Person.JoinAsync(stack), await Person.JoinAsync(stack), await Person.JoinAsync(stack));
        await friend.SayAsync("said before the follow");
        await me.FollowAsync(friend);
        await stranger.FollowAsync(me);
        await me.SayAsync("mine");
        await stranger.SayAsync("not for me");
        await friend.SayAsync("said after it");

        Assert.Equal(["said after it", "mine", "said before the follow"], await TextsAsync(me, "/api/v1/timelines/home"));

        await me.SendAsync("DELETE", $"/api/v1/me/following/{friend.Segment}");
        Assert.Equal(["mine"], await TextsAsync(me, "/api/v1/timelines/home"));
    }

    [Fact]
    public async Task Public_shows_everybodys_messages_to_everybody()
    {
        var (one, other) = (await Person.JoinAsync(stack), await Person.JoinAsync(stack));
        await one.SayAsync("first");
        var last = await other.SayAsync("second");

        var anonymous = await _api.GetAsync("/api/v1/timelines/public?limit=2");

        Assert.Equal(HttpStatusCode.OK, anonymous.Status);
        Assert.Equal(["second", "first"], await TextsAsync(one, "/api/v1/timelines/public?limit=2"));
        Assert.Equal(last.GetRawText(), anonymous.Json.GetProperty("items")[0].GetRawText());
        Assert.Equal(Avatar.Of(one.Email), anonymous.Json.GetProperty("items")[1].GetProperty("avatar").GetString());
    }

    [Fact]
    public async Task Flagged_messages_are_left_out_everywhere()
    {
        var person = await Person.JoinAsync(stack);
        await person.SayAsync("fine");
        await person.SayAsync("flagged");
        await stack.Database.ChangeAsync("UPDATE messages SET flagged = true WHERE text = 'flagged'");

        Assert.Equal(["fine"], await TextsAsync(person, "/api/v1/timelines/home"));
        Assert.Equal(["fine"], await TextsAsync(person, "/api/v1/timelines/public?limit=1"));
        Assert.Equal(["fine"], await TextsAsync(person, $"/api/v1/users/{person.Segment}/messages"));
    }

    private static async Task<List<string>> TextsAsync(Person reader, string path) =>
        [.. (await reader.GetAsync(path)).Json.GetProperty("items").EnumerateArray().Select(m => m.GetProperty("text").GetString()!)];
}
