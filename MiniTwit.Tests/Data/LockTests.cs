using System.Net;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Data;

/// <summary>Something holds a lock that it should not hold for so long: what does not need it goes on.</summary>
[Collection(Duress.Name)]
public sealed class LockTests(OwnDatabase own)
{
    private const int Crowd = 80;

    [Fact]
    public async Task A_locked_table_holds_up_its_own_kind_alone()
    {
        var (one, other) = (await own.JoinAsync(), await own.JoinAsync());
        Reply[] elsewhere;
        Task<Reply>[] held;
        await using (await own.LockAsync("LOCK TABLE messages"))
        {
            held = [.. Enumerable.Range(0, Crowd).Select(_ => own.Api.SimulateAsync("GET", "/msgs"))];
            Assert.NotEqual(0, await own.WaitForWaitingAsync(1));

            elsewhere = await Task.WhenAll(
                own.Api.SimulateAsync("POST", $"/fllws/{one.Segment}?latest=1", new { follow = other.Name }),
                own.Api.SimulateAsync("GET", $"/fllws/{one.Segment}?latest=2"),
                own.Api.RegisterAsync(Person.NewName(), "a@b", "correct horse"),
                own.Api.GetAsync("/api/v1/me", one.Bearer),
                own.Api.GetAsync("/latest")
            );
            await Task.WhenAll(held);
        }

        Assert.All(elsewhere, reply => Assert.InRange((int)reply.Status, 200, 204));
        Assert.All(held, held => AssertPutOff(held.Result));
    }

    /// <summary>
    /// A function's tables are locked when its statement is planned, after it was parsed. The second time that a connection runs a
    /// statement prepares it: both times it fails.
    /// </summary>
    [Fact]
    public async Task What_failed_while_it_was_prepared_works_when_the_lock_is_gone()
    {
        var member = await own.JoinAsync();
        var path = $"/api/v1/users/{member.Segment}";
        await own.BreakConnectionsAsync();
        for (var time = 0; time < 2; time++)
        {
            await using (await own.LockAsync("LOCK TABLE messages"))
            {
                await Task.WhenAll(Enumerable.Range(0, Crowd / 10).Select(_ => own.Api.GetAsync(path)));
            }
        }

        for (var time = 0; time < Crowd / 4; time++)
        {
            Assert.Equal(HttpStatusCode.OK, (await own.Api.GetAsync(path)).Status);
        }
    }

    [Fact]
    public async Task Nobody_waits_for_the_commit_of_another_who_puts_down_latest()
    {
        var member = await own.JoinAsync();
        Reply[] meanwhile;
        await using (await own.LockAsync("CALL record_latest(7)"))
        {
            meanwhile = await Task.WhenAll(
                own.Api.SimulateAsync("POST", $"/msgs/{member.Segment}?latest=8", new { content = "unheld" }),
                own.Api.SimulateAsync("GET", "/msgs?no=0&latest=8"),
                own.Api.SimulateAsync("POST", "/register?latest=8", new { username = "" })
            );
            Assert.Equal("""{"latest":8}""", (await own.Api.GetAsync("/latest")).Body);
        }

        Assert.Equal([204, 200, 400], meanwhile.Select(reply => (int)reply.Status));
        Assert.Equal("""{"latest":8}""", (await own.Api.GetAsync("/latest")).Body);
    }

    /// <summary>Three statements, each of which takes no longer than it may.</summary>
    [Fact]
    public async Task A_request_has_one_deadline_however_many_statements_it_takes()
    {
        var member = await own.JoinAsync();
        await own.Direct.ChangeAsync(
            """
            ALTER TABLE users RENAME TO fast_users;
            CREATE VIEW users AS SELECT * FROM fast_users WHERE (SELECT pg_sleep(1.7)) IS NOT NULL
            """
        );
        Reply reply;
        try
        {
            reply = await own.Api.GetAsync($"/api/v1/users/{member.Segment}/messages", member.Bearer);
        }
        finally
        {
            await own.Direct.ChangeAsync("DROP VIEW users; ALTER TABLE fast_users RENAME TO users");
        }

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "application/problem+json"), (reply.Status, reply.ContentType));
        Assert.NotNull(reply.Header("Retry-After"));
        Assert.Equal("no-store, no-cache", reply.Header("Cache-Control"));
    }

    private static void AssertPutOff(Reply reply)
    {
        Assert.Equal(HttpStatusCode.ServiceUnavailable, reply.Status);
        Assert.NotNull(reply.Header("Retry-After"));
        Assert.Equal(503, reply.Json.GetProperty("status").GetInt32());
        Assert.NotEmpty(reply.Json.GetProperty("error_msg").GetString()!);
    }
}
