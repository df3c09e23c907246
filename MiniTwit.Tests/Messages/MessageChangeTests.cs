using System.Net;
using MiniTwit.Tests.Data;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Messages;

/// <summary>What tells replicas that a message which they keep has changed or gone.</summary>
[Collection(Duress.Name)]
public sealed class MessageChangeTests(OwnDatabase own)
{
    [Fact]
    public async Task Only_what_changes_something_is_noted()
    {
        var author = await own.JoinAsync();
        var posted = await own.Api.SimulateAsync("POST", $"/msgs/{author.Segment}", new { content = "to be flagged" });
        Assert.Equal(HttpStatusCode.NoContent, posted.Status);
        // What is old goes with each that is noted.
        await own.Direct.ChangeAsync("DELETE FROM message_changes");
        var before = await NotedAsync();

        await own.Direct.ChangeAsync("DELETE FROM messages WHERE id = -1; UPDATE messages SET flagged = true WHERE id = -1");
        var afterNothing = await NotedAsync();
        await own.Direct.ChangeAsync("UPDATE messages SET flagged = true WHERE id = (SELECT max(id) FROM messages)");
        var afterFlagging = await NotedAsync();
        await own.Direct.ChangeAsync("DELETE FROM messages WHERE id = (SELECT max(id) FROM messages)");

        Assert.Equal(before, afterNothing);
        Assert.Equal(before + 1, afterFlagging);
        Assert.Equal(before + 2, await NotedAsync());
    }

    [Fact]
    public async Task What_was_noted_long_ago_goes()
    {
        // Only the oldest by id are looked at, and these are not older than what other tests left.
        await own.Direct.ChangeAsync(
            """
            DELETE FROM message_changes;
            INSERT INTO message_changes (changed_at) SELECT now() - interval '11 minutes' FROM generate_series(1, 50)
            """
        );
        var author = await own.JoinAsync();
        await own.Api.SimulateAsync("POST", $"/msgs/{author.Segment}", new { content = "to be deleted" });

        await own.Direct.ChangeAsync("DELETE FROM messages WHERE id = (SELECT max(id) FROM messages)");

        Assert.Equal(
            0,
            await own.Direct.ValueAsync<long>("SELECT count(*) FROM message_changes WHERE changed_at < now() - interval '10 minutes'")
        );
    }

    private Task<long> NotedAsync() => own.Direct.ValueAsync<long>("SELECT count(*) FROM message_changes");
}
