using System.Net;
using System.Text.Json;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Messages;

public sealed class MentionTests(StackFixture stack)
{
    private const string Mentions = "/api/v1/me/mentions";

    [Fact]
    public async Task Who_is_mentioned_or_answered_is_told()
    {
        var (me, other) = (await Person.JoinAsync(stack), await Person.JoinAsync(stack));
        var mine = (await me.SayAsync($"a thought of mine, @{me.Name}")).GetProperty("id").GetInt64();
        await other.SayAsync($"for @{me.Name} and @{me.Name}");
        await AnswerAsync(other, "an answer", mine);
        await AnswerAsync(other, $"an answer for @{me.Name}", mine);
        await AnswerAsync(me, "my own answer", mine);

        var reply = await me.GetAsync(Mentions);

        Assert.Equal([$"an answer for @{me.Name}", "an answer", $"for @{me.Name} and @{me.Name}"], Texts(reply));
        Assert.Empty(Texts(await other.GetAsync(Mentions)));
    }

    [Fact]
    public async Task Answers_tell_how_many_are_new_until_they_are_seen()
    {
        var (me, other) = (await Person.JoinAsync(stack), await Person.JoinAsync(stack));
        Assert.Null(await UnreadAsync(me));
        await other.SayAsync($"one for @{me.Name}");
        var second = (await other.SayAsync($"two for @{me.Name}")).GetProperty("id").GetInt64();
        await other.SayAsync($"three for @{me.Name}");
        Assert.Equal("3", await UnreadAsync(me));

        Assert.Equal(HttpStatusCode.NoContent, (await SeeAsync(me, second)).Status);
        Assert.Equal("1", await UnreadAsync(me));
        // Neither back nor past what there is.
        await SeeAsync(me, second - 1);
        await SeeAsync(me, long.MaxValue);
        Assert.Equal("1", await UnreadAsync(me));
        await SeeAsync(me, await NewestAsync(me));
        Assert.Null(await UnreadAsync(me));
        Assert.Equal(HttpStatusCode.BadRequest, (await me.SendAsync("PUT", Mentions + "/seen", new { })).Status);
    }

    [Fact]
    public async Task They_go_with_their_message_its_author_and_whoever_is_mentioned()
    {
        var (me, other) = (await Person.JoinAsync(stack), await Person.JoinAsync(stack));
        var said = (await other.SayAsync($"for @{me.Name}")).GetProperty("id").GetInt64();
        await other.SayAsync($"flagged, for @{me.Name}");
        await stack.Database.ChangeAsync("UPDATE messages SET flagged = true WHERE text = $1", $"flagged, for @{me.Name}");
        Assert.Single(Texts(await me.GetAsync(Mentions)));

        await other.SendAsync("DELETE", FormattableString.Invariant($"/api/v1/messages/{said}"));
        Assert.Empty(Texts(await me.GetAsync(Mentions)));
        await other.SayAsync($"again, for @{me.Name}");
        await other.SendAsync("DELETE", "/api/v1/me", new { password = other.Password });
        Assert.Empty(Texts(await me.GetAsync(Mentions)));
        Assert.Null(await UnreadAsync(me));
        Assert.Equal(HttpStatusCode.NoContent, (await me.SendAsync("DELETE", "/api/v1/me", new { password = me.Password })).Status);
    }

    [Fact]
    public async Task Only_the_signed_in_have_any()
    {
        Assert.Equal(HttpStatusCode.Unauthorized, (await new Api(stack.Api).GetAsync(Mentions)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await new Api(stack.Api).SendAsync("PUT", Mentions + "/seen", new { upTo = 1 })).Status);
    }

    private static async Task<string?> UnreadAsync(Person person) => (await person.GetAsync("/api/v1/me")).Header("Unread-Mentions");

    private static async Task<long> NewestAsync(Person person) =>
        (await person.GetAsync(Mentions)).Json.GetProperty("items")[0].GetProperty("id").GetInt64();

    private static Task<Reply> SeeAsync(Person person, long upTo) => person.SendAsync("PUT", Mentions + "/seen", new { upTo });

    private static async Task AnswerAsync(Person person, string text, long inReplyTo) =>
        Assert.Equal(HttpStatusCode.Created, (await person.SendAsync("POST", "/api/v1/messages", new { text, inReplyTo })).Status);

    private static IEnumerable<string> Texts(Reply reply) =>
        reply.Json.GetProperty("items").EnumerateArray().Select((JsonElement message) => message.GetProperty("text").GetString()!);
}
