using System.Net;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Messages;

public sealed class IdempotencyTests(StackFixture stack)
{
    private const string Messages = "/api/v1/messages";

    private readonly Api _api = new(stack.Api);

    [Fact]
    public async Task The_same_key_again_gives_the_same_answer_and_posts_nothing_new()
    {
        var person = await Person.JoinAsync(stack);
        var first = await PostAsync(person, "once", "key-1");
        var before = await Rows.CountAsync(stack.Database);

        var second = await PostAsync(person, "once", "key-1");

        Assert.Equal((HttpStatusCode.Created, first.Body), (second.Status, second.Body));
        Assert.Equal(first.Header("Location"), second.Header("Location"));
        Assert.Equal(before, await Rows.CountAsync(stack.Database));
    }

    [Fact]
    public async Task Twenty_connections_with_the_same_key_at_once_post_one_message()
    {
        var person = await Person.JoinAsync(stack);
        var before = await Rows.CountAsync(stack.Database);

        var replies = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => PostAsync(person, "once", "key-1")));

        Assert.Single(replies.Select(reply => (reply.Status, reply.Body)).Distinct());
        Assert.Equal(before with { Messages = before.Messages + 1 }, await Rows.CountAsync(stack.Database));
    }

    [Fact]
    public async Task A_key_is_its_authors_own_and_without_one_every_post_is_new()
    {
        var (one, other) = (await Person.JoinAsync(stack), await Person.JoinAsync(stack));
        var before = await Rows.CountAsync(stack.Database);

        await PostAsync(one, "text", "key-1");
        await PostAsync(other, "text", "key-1");
        await PostAsync(one, "text", "KEY-1");
        await PostAsync(one, "text", null);
        await PostAsync(one, "text", null);

        Assert.Equal(before with { Messages = before.Messages + 5 }, await Rows.CountAsync(stack.Database));
    }

    [Fact]
    public async Task The_same_key_with_another_text_is_refused_and_posts_nothing()
    {
        var person = await Person.JoinAsync(stack);
        await PostAsync(person, "one", "key-1");
        var before = await Rows.CountAsync(stack.Database);

        var reply = await PostAsync(person, "two", "key-1");

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "application/problem+json"), (reply.Status, reply.ContentType));
        Assert.Equal("This Idempotency-Key was used before, for another message. Nothing was posted.", reply.Detail);
        Assert.Equal(before, await Rows.CountAsync(stack.Database));
    }

    [Fact]
    public async Task Of_many_texts_with_one_key_at_once_one_is_posted_and_the_others_are_refused()
    {
        var person = await Person.JoinAsync(stack);

        var replies = await Task.WhenAll(
            Enumerable.Range(0, 10).Select(i => PostAsync(person, FormattableString.Invariant($"text {i}"), "key-1"))
        );

        var posted = Assert.Single(replies, reply => reply.Status == HttpStatusCode.Created);
        Assert.Equal(9, replies.Count(reply => reply.Status == HttpStatusCode.UnprocessableEntity));
        var stored = await person.GetAsync($"/api/v1/users/{person.Segment}/messages");
        Assert.Equal(posted.Body, Assert.Single(stored.Json.GetProperty("items").EnumerateArray()).GetRawText());
    }

    public static TheoryData<string> BadKeys => ["with space", "tab\tbed", new string('k', 65), "a, b"];

    [Theory]
    [MemberData(nameof(BadKeys))]
    public async Task A_key_is_1_to_64_visible_ASCII_characters(string key)
    {
        var person = await Person.JoinAsync(stack);
        Assert.Equal(HttpStatusCode.Created, (await PostAsync(person, "text", new string('~', 64))).Status);
        var before = await Rows.CountAsync(stack.Database);

        var reply = await PostAsync(person, "text", key);

        Assert.Equal((HttpStatusCode.BadRequest, "Idempotency-Key must be 1 to 64 visible ASCII characters"), (reply.Status, reply.Detail));
        Assert.Equal(before, await Rows.CountAsync(stack.Database));
    }

    private Task<Reply> PostAsync(Person person, string text, string? key) =>
        _api.SendAsync("POST", Messages, new { text }, person.Bearer, key is null ? [] : [("Idempotency-Key", key)]);
}
