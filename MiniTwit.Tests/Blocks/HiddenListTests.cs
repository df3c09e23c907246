using System.Net;
using System.Security.Cryptography;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Blocks;

/// <summary>What is left out of which list, from blocking or muting until that is undone, and for nobody else.</summary>
public sealed class HiddenListTests(StackFixture stack)
{
    /// <summary>A list, and whether those are left out of it who are blocked, and who are muted.</summary>
    public static TheoryData<string, string, bool> Cases
    {
        get
        {
            var data = new TheoryData<string, string, bool>();
            foreach (var list in new[] { "public", "home", "tag", "search", "mentions", "conversation", "user" })
            {
                data.Add("blocks", list, true);
                data.Add("mutes", list, list is not ("conversation" or "user"));
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Messages_leave_the_list_and_come_back(string kind, string list, bool isHidden)
    {
        var (me, other, friend) = (await Person.JoinAsync(stack), await Person.JoinAsync(stack), await Person.JoinAsync(stack));
        var word = "w" + RandomNumberGenerator.GetString("0123456789", 12);
        var asked = (await me.SayAsync("a question")).GetProperty("id").GetInt64();
        var path = list switch
        {
            "public" => "/api/v1/timelines/public",
            "home" => "/api/v1/timelines/home",
            "tag" => $"/api/v1/tags/{word}/messages",
            "search" => $"/api/v1/search/messages?q={word}",
            "mentions" => "/api/v1/me/mentions",
            "conversation" => FormattableString.Invariant($"/api/v1/messages/{asked}/conversation"),
            _ => $"/api/v1/users/{other.Segment}/messages",
        };
        var newer = "cursor=" + Items(await me.GetAsync(path)).GetProperty("prev").GetString();
        await FollowAsync(me, other, friend);
        await AnswerAsync(other, $"{word} of other #{word} @{me.Name}", asked);
        await AnswerAsync(friend, $"{word} of friend #{word} @{me.Name}", asked);
        string[] both = list == "user" ? ["other"] : ["friend", "other"];
        Assert.Equal(both, await WhoAsync());

        await DoAsync("PUT");
        // Whatever the simulator has them do.
        await FollowAsync(me, other, friend);
        var seen = isHidden ? both.Except(["other"]) : both;
        Assert.Equal(seen, await WhoAsync());
        Assert.Equal(seen, await WhoAsync(newer));
        // What others have of their own is as it was.
        Assert.Equal(TheirOwn("friend"), await WhoAsync(reader: friend));
        Assert.Equal(TheirOwn("other"), await WhoAsync(reader: other));

        await DoAsync("DELETE");
        Assert.Equal(both, await WhoAsync());

        string[] TheirOwn(string reader) =>
            list switch
            {
                "home" => [reader],
                "mentions" => [],
                _ => both,
            };

        async Task DoAsync(string method) =>
            Assert.Equal(HttpStatusCode.NoContent, (await me.SendAsync(method, $"/api/v1/me/{kind}/{other.Segment}")).Status);

        async Task<IEnumerable<string>> WhoAsync(string query = "limit=100", Person? reader = null)
        {
            var reply = await (reader ?? me).GetAsync($"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{query}");
            return Items(reply)
                .GetProperty("items")
                .EnumerateArray()
                .Select(item => item.GetProperty("text").GetString()!)
                .Where(text => text.StartsWith(word, StringComparison.Ordinal))
                .Select(text => text.Split(' ')[2]);
        }
    }

    [Theory]
    [InlineData("blocks", false)]
    [InlineData("mutes", true)]
    public async Task Who_is_blocked_is_not_found_among_people(string kind, bool isFound)
    {
        var (me, other) = (await Person.JoinAsync(stack), await Person.JoinAsync(stack));
        await me.SendAsync("PUT", $"/api/v1/me/{kind}/{other.Segment}");

        Assert.Equal(isFound, await FindsAsync(me, other));
        Assert.True(await FindsAsync(other, me));
        Assert.True(await FindsAsync(await Person.JoinAsync(stack), other));

        static async Task<bool> FindsAsync(Person reader, Person who) =>
            (await reader.GetAsync($"/api/v1/search/users?q={who.Segment}"))
                .Json.EnumerateArray()
                .Any(user => user.GetProperty("username").GetString() == who.Name);
    }

    [Theory]
    [InlineData("blocks")]
    [InlineData("mutes")]
    public async Task Nor_are_they_suggested(string kind)
    {
        var (me, other) = (await Person.JoinAsync(stack), await Person.JoinAsync(stack));

        // Other tests write meanwhile.
        for (var attempt = 1; !await IsSuggestedAsync(); attempt++)
        {
            Assert.NotEqual(20, attempt);
        }

        await me.SendAsync("PUT", $"/api/v1/me/{kind}/{other.Segment}");
        for (var attempt = 0; attempt < 5; attempt++)
        {
            Assert.False(await IsSuggestedAsync());
        }

        async Task<bool> IsSuggestedAsync()
        {
            await other.SayAsync("here I am");
            return (await me.GetAsync("/api/v1/me/suggestions"))
                .Json.EnumerateArray()
                .Any(user => user.GetProperty("username").GetString() == other.Name);
        }
    }

    // A conversation has its list in it.
    private static System.Text.Json.JsonElement Items(Reply reply) =>
        reply.Json.TryGetProperty("answers", out var answers) ? answers : reply.Json;

    private static async Task AnswerAsync(Person person, string text, long inReplyTo) =>
        Assert.Equal(HttpStatusCode.Created, (await person.SendAsync("POST", "/api/v1/messages", new { text, inReplyTo })).Status);

    private async Task FollowAsync(Person follower, params Person[] followees)
    {
        foreach (var followee in followees)
        {
            var reply = await new Api(stack.Api).SimulateAsync("POST", $"/fllws/{follower.Segment}", new { follow = followee.Name });
            Assert.Equal(HttpStatusCode.NoContent, reply.Status);
        }
    }
}
