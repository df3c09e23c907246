using System.Net;
using System.Text.Json;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Messages;

public sealed class AnswerTests(StackFixture stack)
{
    private readonly Api _api = new(stack.Api);

    [Fact]
    public async Task A_message_is_shown_with_what_it_answers_and_its_answers()
    {
        var (one, other) = (await Person.JoinAsync(stack), await Person.JoinAsync(stack));
        var question = Id(await one.SayAsync("a question"));
        var answer = Id((await AnswerAsync(other, "an answer", question)).Json);
        await AnswerAsync(one, "thanks", answer);
        await AnswerAsync(one, "indeed", answer);

        var conversation = (await _api.GetAsync(Path(answer) + "/conversation")).Json;

        Assert.Equal("an answer", Text(conversation.GetProperty("message")));
        Assert.Equal(question, conversation.GetProperty("message").GetProperty("inReplyTo").GetInt64());
        Assert.Equal("a question", Text(conversation.GetProperty("inReplyTo")));
        var answers = conversation.GetProperty("answers").GetProperty("items").EnumerateArray();
        Assert.Equal(["indeed", "thanks"], answers.Select(Text));
        var page = (await _api.GetAsync(Path(answer) + "/conversation?limit=1")).Json.GetProperty("answers");
        var next = page.GetProperty("next").GetString();
        page = (await _api.GetAsync($"{Path(answer)}/conversation?limit=1&cursor={next}")).Json.GetProperty("answers");
        Assert.Equal("thanks", Text(Assert.Single(page.GetProperty("items").EnumerateArray())));
    }

    [Fact]
    public async Task What_is_gone_cannot_be_answered_and_leaves_its_answers()
    {
        var (one, other) = (await Person.JoinAsync(stack), await Person.JoinAsync(stack));
        var question = Id(await one.SayAsync("a question"));
        var answer = Id((await AnswerAsync(other, "an answer", question)).Json);
        await one.SendAsync("DELETE", Path(question));
        var flagged = Id(await one.SayAsync("flagged"));
        await stack.Database.ChangeAsync("UPDATE messages SET flagged = true WHERE id = $1", flagged);
        var before = await Rows.CountAsync(stack.Database);

        foreach (var id in new[] { question, flagged, 0, -1, long.MaxValue })
        {
            var refused = await AnswerAsync(other, "too late", id);
            Assert.Equal(
                (HttpStatusCode.UnprocessableEntity, "The message that you answer is no longer there. Nothing was posted."),
                (refused.Status, refused.Detail)
            );
        }

        Assert.Equal(before, await Rows.CountAsync(stack.Database));
        var conversation = (await _api.GetAsync(Path(answer) + "/conversation")).Json;
        Assert.Equal(JsonValueKind.Null, conversation.GetProperty("inReplyTo").ValueKind);
        Assert.Equal(question, conversation.GetProperty("message").GetProperty("inReplyTo").GetInt64());
        Assert.Equal(HttpStatusCode.NotFound, (await _api.GetAsync(Path(question) + "/conversation")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await _api.GetAsync(Path(flagged) + "/conversation")).Status);
    }

    [Fact]
    public async Task The_same_key_for_an_answer_to_something_else_is_refused()
    {
        var person = await Person.JoinAsync(stack);
        var (one, other) = (Id(await person.SayAsync("one")), Id(await person.SayAsync("other")));

        var statuses = new List<HttpStatusCode>();
        foreach (var id in new long?[] { one, one, other, null })
        {
            var body = new { text = "yes", inReplyTo = id };
            statuses.Add((await _api.SendAsync("POST", "/api/v1/messages", body, person.Bearer, ("Idempotency-Key", "key"))).Status);
        }

        Assert.Equal(
            [HttpStatusCode.Created, HttpStatusCode.Created, HttpStatusCode.UnprocessableEntity, HttpStatusCode.UnprocessableEntity],
            statuses
        );
    }

    private static Task<Reply> AnswerAsync(Person person, string text, long inReplyTo) =>
        person.SendAsync("POST", "/api/v1/messages", new { text, inReplyTo });

    private static long Id(JsonElement message) => message.GetProperty("id").GetInt64();

    private static string Text(JsonElement message) => message.GetProperty("text").GetString()!;

    private static string Path(long id) => FormattableString.Invariant($"/api/v1/messages/{id}");
}
