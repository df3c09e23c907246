using System.Net;
using MiniTwit.Tests.Stack;
using MiniTwit.Tests.Users;

namespace MiniTwit.Tests.Messages;

public sealed class PostingTests(StackFixture stack)
{
    private readonly Api _api = new(stack.Api);

    [Fact]
    public async Task Posting_gives_the_message_and_where_it_is()
    {
        var person = await Person.JoinAsync(stack);
        var start = DateTimeOffset.UtcNow.AddSeconds(-1);

        var reply = await person.SendAsync("POST", "/api/v1/messages", new { text = "hello" });

        Assert.Equal(HttpStatusCode.Created, reply.Status);
        var id = reply.Json.GetProperty("id").GetInt64();
        var postedAt = reply.Json.GetProperty("postedAt");
        Assert.Equal(FormattableString.Invariant($"/api/v1/messages/{id}"), reply.Header("Location"));
        Assert.Equal(
            $$"""{"id":{{id}},"author":"{{person.Name}}","avatar":"{{Avatar.Of(person.Email)}}","text":"hello","postedAt":{{postedAt.GetRawText()}}}""",
            reply.Body
        );
        Assert.InRange(postedAt.GetDateTimeOffset(), start, DateTimeOffset.UtcNow.AddSeconds(1));
        Assert.Equal(TimeSpan.Zero, postedAt.GetDateTimeOffset().Offset);
        Assert.Equal(reply.Body, (await _api.GetAsync(reply.Header("Location")!)).Body);
    }

    [Theory]
    [InlineData("", "You have to enter a message")]
    [InlineData(" \t\r\n", "You have to enter a message")]
    [InlineData(null, "You have to enter a message")]
    [InlineData("\u200B", "You have to enter a message")]
    [InlineData("\u2063\u2064", "You have to enter a message")]
    [InlineData("\uFEFF", "You have to enter a message")]
    [InlineData("\u3164\n\u115F", "You have to enter a message")]
    [InlineData(" \u2800 \u200D\uFE0F", "You have to enter a message")]
    [InlineData("\uFFF9\uFFFB", "You have to enter a message")]
    [InlineData("\U000E0041", "You have to enter a message")]
    [InlineData("nul\0", "A message cannot contain control characters")]
    [InlineData("escape\u001b[2J", "A message cannot contain control characters")]
    public async Task A_text_that_is_no_good_is_told_and_not_stored(string? text, string detail)
    {
        var person = await Person.JoinAsync(stack);
        var before = await Rows.CountAsync(stack.Database);

        var reply = await person.SendAsync("POST", "/api/v1/messages", new { text });

        Assert.Equal((HttpStatusCode.BadRequest, detail), (reply.Status, reply.Detail));
        Assert.Equal(before, await Rows.CountAsync(stack.Database));
    }

    [Theory]
    [InlineData("🙂")]
    [InlineData("👨‍👩‍👧‍👦")]
    [InlineData("\u2764\uFE0F")]
    [InlineData("e\u0301")]
    [InlineData("\u200F\u05E9\u05DC\u05D5\u05DD\u200F")]
    [InlineData("\u0646\u0645\u06CC\u200C\u062F\u0627\u0646\u0645")]
    [InlineData("\u3164.\u2800")]
    public async Task A_text_of_which_anything_can_be_seen_is_a_message(string text)
    {
        var person = await Person.JoinAsync(stack);

        Assert.Equal(text, (await person.SayAsync(text)).GetProperty("text").GetString());
    }

    [Theory]
    [InlineData("a")]
    [InlineData("o\u0308\u0323")]
    [InlineData("👩🏽‍🚀")]
    [InlineData("👨‍👩‍👧‍👦")]
    [InlineData("🏴󠁧󠁢󠁳󠁣󠁴󠁿")]
    public async Task A_message_has_280_characters_as_a_person_counts_them(string character)
    {
        var person = await Person.JoinAsync(stack);
        var longest = string.Concat(Enumerable.Repeat(character, 280));

        Assert.Equal(longest, (await person.SayAsync(longest)).GetProperty("text").GetString());

        var before = await Rows.CountAsync(stack.Database);
        var reply = await person.SendAsync("POST", "/api/v1/messages", new { text = longest + character });
        Assert.Equal((HttpStatusCode.BadRequest, "A message has at most 280 characters"), (reply.Status, reply.Detail));
        Assert.Equal(before, await Rows.CountAsync(stack.Database));
    }
}
