using System.Net;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Moderation;

public sealed class ReportTests(StackFixture stack) : ModerationTest(stack)
{
    [Fact]
    public async Task A_reported_message_is_queued_once_with_what_was_said()
    {
        var (admin, author, one, other) = (
            await AdministratorAsync(),
            await Person.JoinAsync(Stack),
            await Person.JoinAsync(Stack),
            await Person.JoinAsync(Stack)
        );
        var id = await SayAsync(author);

        AssertDone(await ReportAsync(one, id, "abuse", "  it hurts\n"));
        AssertDone(await ReportAsync(one, id, "spam"));
        AssertDone(await ReportAsync(other, id, "spam", " "));

        var queued = await QueuedAsync(admin, id);
        Assert.Equal(2, queued.GetProperty("reports").GetInt32());
        Assert.Equal(author.Name, queued.GetProperty("message").GetProperty("author").GetString());
        Assert.Equal(
            ["spam ", "abuse it hurts"],
            queued
                .GetProperty("newest")
                .EnumerateArray()
                .Select(said => $"{said.GetProperty("reason")} {(said.TryGetProperty("comment", out var comment) ? comment : default)}")
        );
        Assert.DoesNotContain(one.Name, queued.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(
            id,
            (await admin.GetAsync(Queue + "?limit=1")).Json.GetProperty("items")[0].GetProperty("message").GetProperty("id").GetRawText()
        );
    }

    [Fact]
    public async Task Reports_of_one_moment_are_each_stored_once()
    {
        var (admin, author) = (await AdministratorAsync(), await Person.JoinAsync(Stack));
        var people = new[] { await Person.JoinAsync(Stack), await Person.JoinAsync(Stack), await Person.JoinAsync(Stack) };
        var id = await SayAsync(author);

        var replies = await Task.WhenAll(people.Concat(people).Concat(people).Select(person => ReportAsync(person, id)));

        Assert.All(replies, AssertDone);
        Assert.Equal(3, (await QueuedAsync(admin, id)).GetProperty("reports").GetInt32());
    }

    [Fact]
    public async Task What_cannot_be_reported_is_told()
    {
        var (me, author) = (await Person.JoinAsync(Stack), await Person.JoinAsync(Stack));
        var (mine, theirs, hidden) = (await SayAsync(me), await SayAsync(author), await SayAsync(author));
        await Stack.Database.ChangeAsync("UPDATE messages SET flagged = true WHERE id = $1", long.Parse(hidden, null));

        AssertRefused(HttpStatusCode.BadRequest, "You cannot report your own message", await ReportAsync(me, mine));
        AssertRefused(HttpStatusCode.NotFound, "There is no such message", await ReportAsync(me, hidden));
        AssertRefused(HttpStatusCode.NotFound, "There is no such message", await ReportAsync(me, "9223372036854775807"));
        AssertRefused(HttpStatusCode.BadRequest, "Choose what is wrong with the message", await ReportAsync(me, theirs, "boring"));
        AssertRefused(HttpStatusCode.BadRequest, "Choose what is wrong with the message", await ReportAsync(me, theirs, null));
        AssertRefused(
            HttpStatusCode.BadRequest,
            "A note has at most 500 characters",
            await ReportAsync(me, theirs, "spam", string.Concat(Enumerable.Repeat("👩‍👩‍👧‍👦", 501)))
        );
        AssertRefused(
            HttpStatusCode.BadRequest,
            "A note cannot contain control characters",
            await ReportAsync(me, theirs, "spam", "a\u0001b")
        );
        Assert.Equal(
            0,
            await Stack.Database.ValueAsync<long>(
                "SELECT count(*) FROM reports WHERE message_id IN ($1, $2, $3)",
                [.. Ids(mine, theirs, hidden)]
            )
        );
        AssertDone(await ReportAsync(me, theirs, "spam", string.Concat(Enumerable.Repeat("👩‍👩‍👧‍👦", 500))));
    }

    [Fact]
    public async Task Nobody_reports_without_end()
    {
        var (me, author) = (await Person.JoinAsync(Stack), await Person.JoinAsync(Stack));
        var id = await SayAsync(author);
        for (var i = 0; i < 20; i++)
        {
            AssertDone(await ReportAsync(me, id));
        }

        var reply = await ReportAsync(me, id);

        Assert.Equal(HttpStatusCode.TooManyRequests, reply.Status);
        Assert.NotNull(reply.Header("Retry-After"));
        AssertDone(await ReportAsync(await Person.JoinAsync(Stack), id));
    }

    [Fact]
    public async Task A_message_that_is_deleted_and_put_back_is_still_reported()
    {
        var (admin, author) = (await AdministratorAsync(), await Person.JoinAsync(Stack));
        var id = await SayAsync(author);
        AssertDone(await ReportAsync(await Person.JoinAsync(Stack), id));

        await author.SendAsync("DELETE", $"/api/v1/messages/{id}");
        Assert.Equal(default, (await QueuedAsync(admin, id)).ValueKind);
        await author.SendAsync("POST", $"/api/v1/messages/{id}/restore");

        Assert.Equal(1, (await QueuedAsync(admin, id)).GetProperty("reports").GetInt32());
    }

    [Fact]
    public async Task Reports_outlive_who_reported_and_go_with_the_author()
    {
        var (admin, author, reporter) = (await AdministratorAsync(), await Person.JoinAsync(Stack), await Person.JoinAsync(Stack));
        var id = await SayAsync(author);
        AssertDone(await ReportAsync(reporter, id));

        AssertDone(await reporter.SendAsync("DELETE", "/api/v1/me", new { password = reporter.Password }));
        Assert.Equal(1, (await QueuedAsync(admin, id)).GetProperty("newest").GetArrayLength());
        AssertDone(await author.SendAsync("DELETE", "/api/v1/me", new { password = author.Password }));

        Assert.Equal(0, await Stack.Database.ValueAsync<long>("SELECT count(*) FROM reports WHERE message_id = $1", [.. Ids(id)]));
    }

    private static IEnumerable<object> Ids(params string[] ids) =>
        ids.Select(id => (object)long.Parse(id, System.Globalization.CultureInfo.InvariantCulture));
}
