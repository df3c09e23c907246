using System.Net;
using System.Text.Json;
using MiniTwit.Tests.Data;
using MiniTwit.Tests.Logging;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Messages;

/// <summary>What was deleted comes back as it was, for ten minutes and for its author alone.</summary>
[Collection(Duress.Name)]
public sealed class RestoreTests(StackFixture stack, OwnDatabase own)
{
    private readonly Api _api = new(stack.Api);

    [Fact]
    public async Task A_deleted_message_comes_back_as_it_was()
    {
        var (me, other) = (await Person.JoinAsync(stack), await Person.JoinAsync(stack));
        var question = Id(await other.SayAsync("a question"));
        var tag = $"t{Guid.NewGuid():N}";
        var body = new { text = $"to @{other.Name} and #{tag}", inReplyTo = question };
        var posted = await _api.SendAsync("POST", "/api/v1/messages", body, me.Bearer, ("Idempotency-Key", "key"));
        var id = Id(posted.Json);
        var newer = Id(await me.SayAsync("newer"));
        await me.SendAsync("DELETE", Path(id));
        Assert.Empty((await _api.GetAsync($"/api/v1/tags/{tag}/messages")).Json.GetProperty("items").EnumerateArray());

        var reply = await me.SendAsync("POST", Path(id) + "/restore");

        Assert.Equal((HttpStatusCode.NoContent, ""), (reply.Status, reply.Body));
        Assert.Equal(posted.Body, (await _api.GetAsync(Path(id))).Body);
        Assert.Equal([newer, id], await ListAsync($"/api/v1/users/{me.Segment}/messages"));
        Assert.Equal([id], await ListAsync($"/api/v1/tags/{tag}/messages"));
        Assert.Equal([id], (await other.GetAsync("/api/v1/me/mentions")).Json.GetProperty("items").EnumerateArray().Select(Id));
        Assert.Equal([id], Answers((await _api.GetAsync(Path(question) + "/conversation")).Json));
        var again = await _api.SendAsync("POST", "/api/v1/messages", body, me.Bearer, ("Idempotency-Key", "key"));
        Assert.Equal(id, Id(again.Json));
        Assert.Equal(HttpStatusCode.NoContent, (await me.SendAsync("POST", Path(id) + "/restore")).Status);
        Assert.Equal(2, (await _api.GetAsync($"/api/v1/users/{me.Segment}")).Json.GetProperty("messages").GetInt32());
    }

    [Fact]
    public async Task It_comes_back_where_its_key_was_used_again()
    {
        var me = await Person.JoinAsync(stack);
        var ids = new List<long>();
        for (var turn = 0; turn < 2; turn++)
        {
            var posted = await _api.SendAsync("POST", "/api/v1/messages", new { text = "twice" }, me.Bearer, ("Idempotency-Key", "key"));
            ids.Insert(0, Id(posted.Json));
            await me.SendAsync("DELETE", Path(ids[0]));
        }

        foreach (var id in ids)
        {
            Assert.Equal(HttpStatusCode.NoContent, (await me.SendAsync("POST", Path(id) + "/restore")).Status);
        }

        Assert.Equal(ids, await ListAsync($"/api/v1/users/{me.Segment}/messages"));
    }

    [Fact]
    public async Task It_comes_back_beside_a_message_that_takes_its_key_just_then()
    {
        var me = await Person.JoinAsync(stack);
        var posted = await _api.SendAsync("POST", "/api/v1/messages", new { text = "goes" }, me.Bearer, ("Idempotency-Key", "key"));
        var id = Id(posted.Json);
        await me.SendAsync("DELETE", Path(id));

        await using var other = await OpenTransaction.BeginAsync(stack.Database);
        await other.RunAsync(
            "INSERT INTO messages (author_id, text, posted_at, idempotency_key) SELECT id, 'comes', now(), 'key' FROM users WHERE name = $1",
            me.Name
        );
        var restoring = me.SendAsync("POST", Path(id) + "/restore");
        await other.CommitWhenAwaitedAsync(1, restoring);

        Assert.Equal(HttpStatusCode.NoContent, (await restoring).Status);
        Assert.Equal(
            ["comes", "goes"],
            (await _api.GetAsync($"/api/v1/users/{me.Segment}/messages"))
                .Json.GetProperty("items")
                .EnumerateArray()
                .Select(message => message.GetProperty("text").GetString())
        );
    }

    [Fact]
    public async Task Nobody_else_restores_it_and_not_after_ten_minutes()
    {
        var (me, other) = (await Person.JoinAsync(stack), await Person.JoinAsync(stack));
        var id = Id(await me.SayAsync("goes"));
        await me.SendAsync("DELETE", Path(id));
        var before = await Rows.CountAsync(stack.Database);

        Assert.Equal((HttpStatusCode.NotFound, "There is no such message"), await RestoreAsync(other, id));
        await stack.Database.ChangeAsync("UPDATE deleted_messages SET deleted_at = now() - interval '601 s' WHERE id = $1", id);
        Assert.Equal((HttpStatusCode.NotFound, "There is no such message"), await RestoreAsync(me, id));
        Assert.Equal((HttpStatusCode.NotFound, "There is no such message"), await RestoreAsync(me, long.MaxValue));
        Assert.Equal(before, await Rows.CountAsync(stack.Database));

        await stack.Database.ChangeAsync("UPDATE deleted_messages SET deleted_at = now() - interval '590 s' WHERE id = $1", id);
        Assert.Equal(HttpStatusCode.NoContent, (await me.SendAsync("POST", Path(id) + "/restore")).Status);
    }

    [Fact]
    public async Task What_was_out_of_sight_comes_back_out_of_sight()
    {
        var me = await Person.JoinAsync(stack);
        var id = Id(await me.SayAsync("flagged"));
        await stack.Database.ChangeAsync("UPDATE messages SET flagged = true WHERE id = $1", id);
        await me.SendAsync("DELETE", Path(id));

        Assert.Equal(HttpStatusCode.NoContent, (await me.SendAsync("POST", Path(id) + "/restore")).Status);

        Assert.Equal(HttpStatusCode.NotFound, (await _api.GetAsync(Path(id))).Status);
        Assert.Equal(0, (await _api.GetAsync($"/api/v1/users/{me.Segment}")).Json.GetProperty("messages").GetInt32());
    }

    [Fact]
    public async Task What_is_kept_goes_with_the_account()
    {
        var me = await Person.JoinAsync(stack);
        var id = Id(await me.SayAsync("goes"));
        await me.SendAsync("DELETE", Path(id));
        Assert.Equal(1, await KeptAsync(id));

        Assert.Equal(HttpStatusCode.NoContent, (await me.SendAsync("DELETE", "/api/v1/me", new { password = me.Password })).Status);

        Assert.Equal(0, await KeptAsync(id));

        async Task<long> KeptAsync(long message) =>
            await stack.Database.ValueAsync<long>("SELECT count(*) FROM deleted_messages WHERE id = $1", message);
    }

    [Fact]
    public async Task What_is_past_restoring_goes_with_the_next_deletion_or_by_itself()
    {
        const string Old = "SELECT count(*) FROM deleted_messages WHERE deleted_at < now() - interval '10 minutes'";
        var me = await own.JoinAsync();
        await own.Direct.ChangeAsync(
            """
            INSERT INTO deleted_messages (id, author_id, text, posted_at, flagged, tags, told_user_ids, deleted_at)
            SELECT -n, id, 'old', now(), false, '{}', '{}', now() - interval '11 minutes' FROM users, generate_series(1, 1250) n WHERE name = $1
            """,
            me.Name
        );
        var posted = await own.Api.PostAsync("/api/v1/messages", new { text = "goes" }, me.Bearer);
        await own.Api.SendAsync("DELETE", Path(Id(posted.Json)), null, me.Bearer);
        Assert.Equal(1150, await own.Direct.ValueAsync<long>(Old));

        await using var another = await AppProcess.StartAsync<Projects.MiniTwit_ApiService>(own.Settings);
        for (var tries = 0; tries < 100 && await own.Direct.ValueAsync<long>(Old) > 0; tries++)
        {
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        Assert.Equal(0, await own.Direct.ValueAsync<long>(Old));
        Assert.Equal(1, await own.Direct.ValueAsync<long>("SELECT count(*) FROM deleted_messages WHERE id = $1", Id(posted.Json)));
    }

    private static async Task<(HttpStatusCode, string?)> RestoreAsync(Person person, long id)
    {
        var reply = await person.SendAsync("POST", Path(id) + "/restore");
        return (reply.Status, reply.Detail);
    }

    private async Task<IEnumerable<long>> ListAsync(string path) =>
        (await _api.GetAsync(path)).Json.GetProperty("items").EnumerateArray().Select(Id);

    private static IEnumerable<long> Answers(JsonElement conversation) =>
        conversation.GetProperty("answers").GetProperty("items").EnumerateArray().Select(Id);

    private static long Id(JsonElement message) => message.GetProperty("id").GetInt64();

    private static string Path(long id) => FormattableString.Invariant($"/api/v1/messages/{id}");
}
