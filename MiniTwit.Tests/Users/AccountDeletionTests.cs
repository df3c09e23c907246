using System.Net;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Users;

public sealed class AccountDeletionTests(StackFixture stack)
{
    [Fact]
    public async Task Deleting_an_account_leaves_no_row_of_it_and_touches_nobody_elses()
    {
        var other = await Person.JoinAsync(stack);
        await other.SayAsync("stays");
        var before = await Rows.CountAsync(stack.Database);
        var person = await Person.JoinAsync(stack);
        await person.SayAsync("goes");
        await person.SayAsync("goes, flagged");
        await stack.Database.ChangeAsync("UPDATE messages SET flagged = true WHERE text = 'goes, flagged'");
        await person.FollowAsync(other);
        await other.FollowAsync(person);
        await person.SendAsync("PUT", $"/api/v1/me/mutes/{other.Segment}");
        await other.SendAsync("PUT", $"/api/v1/me/mutes/{person.Segment}");

        var reply = await person.SendAsync("DELETE", "/api/v1/me", new { password = person.Password });

        Assert.Equal((HttpStatusCode.NoContent, ""), (reply.Status, reply.Body));
        Assert.Equal(before, await Rows.CountAsync(stack.Database));
        Assert.Equal(HttpStatusCode.Unauthorized, (await person.GetAsync("/api/v1/me")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync($"/api/v1/users/{person.Segment}")).Status);
        Assert.Equal(
            "stays",
            (await other.GetAsync("/api/v1/timelines/home")).Json.GetProperty("items")[0].GetProperty("text").GetString()
        );
    }

    [Fact]
    public async Task A_deleted_accounts_name_is_nobody_elses_in_any_form_and_its_tokens_stay_dead()
    {
        var person = await Person.JoinAsync(stack, "André");
        await person.SendAsync("DELETE", "/api/v1/me", new { password = person.Password });

        foreach (
            var name in new[] { person.Name, person.Name.ToUpperInvariant(), person.Name.Replace("é", "e\u0301", StringComparison.Ordinal) }
        )
        {
            await AssertTakenAsync(name);
        }

        Assert.Equal(HttpStatusCode.Unauthorized, (await person.GetAsync("/api/v1/me")).Status);
        Assert.Equal(
            "Invalid username",
            (await new Api(stack.Api).PostAsync("/api/v1/sessions", new { username = person.Name, password = person.Password })).Detail
        );
    }

    [Fact]
    public async Task Nor_is_it_while_the_account_is_being_deleted()
    {
        var person = await Person.JoinAsync(stack);
        await using var deletion = await OpenTransaction.BeginAsync(stack.Database);
        await deletion.RunAsync("DELETE FROM users WHERE name = $1", person.Name);

        var registration = AssertTakenAsync(person.Name);
        await deletion.CommitWhenAwaitedAsync(1, registration);

        await registration;
        await AssertTakenAsync(person.Name);
    }

    [Fact]
    public async Task What_is_kept_of_a_deleted_account_is_the_hash_of_its_name()
    {
        var person = await Person.JoinAsync(stack);
        var kept = await stack.Database.ValueAsync<long>("SELECT count(*) FROM taken_names");
        await person.SendAsync("DELETE", "/api/v1/me", new { password = person.Password });

        Assert.Equal(kept, await stack.Database.ValueAsync<long>("SELECT count(*) FROM taken_names"));
        Assert.Equal(
            ["name_hash", "user_id"],
            await stack.Database.TextsAsync(
                "SELECT column_name::text FROM information_schema.columns WHERE table_name = 'taken_names' ORDER BY ordinal_position"
            )
        );
    }

    [Theory]
    [InlineData("""{"password":"wrong"}""")]
    [InlineData("""{"password":null}""")]
    [InlineData("{}")]
    public async Task Without_the_password_nothing_is_deleted(string body)
    {
        var person = await Person.JoinAsync(stack);
        await person.SayAsync("stays");
        var before = await Rows.CountAsync(stack.Database);

        var reply = await person.SendAsync("DELETE", "/api/v1/me", body);

        Assert.Equal((HttpStatusCode.BadRequest, "Invalid password"), (reply.Status, reply.Detail));
        Assert.Equal(before, await Rows.CountAsync(stack.Database));
    }

    private async Task AssertTakenAsync(string name)
    {
        var api = new Api(stack.Api);
        var simulated = await api.RegisterAsync(name);
        Assert.Equal(
            (HttpStatusCode.BadRequest, "The username is already taken"),
            (simulated.Status, simulated.Json.GetProperty("error_msg").GetString())
        );
        var reply = await api.PostAsync(
            "/api/v1/users",
            new
            {
                username = name,
                email = "a@b",
                password = "p",
            }
        );
        Assert.Equal((HttpStatusCode.Conflict, "The username is already taken"), (reply.Status, reply.Detail));
    }
}
