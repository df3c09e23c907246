using System.Buffers.Text;
using System.Net;
using System.Text.Json;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Users;

public sealed class OwnSessionsTests(StackFixture stack)
{
    private readonly Api _api = new(stack.Api);

    [Fact]
    public async Task The_list_tells_the_open_sessions_and_which_is_the_current_the_latest_used_first()
    {
        var person = await Person.JoinAsync(stack);
        var (other, idle) = (await SignInAsync(person), await SignInAsync(person));
        const string ById = "WHERE token_hash = $1";
        await stack.Database.ChangeAsync(
            $"UPDATE sessions SET created_at = now() - interval '2 days', last_used_at = now() - interval '1 day' {ById}",
            other.TokenHash
        );
        await stack.Database.ChangeAsync($"UPDATE sessions SET last_used_at = now() - interval '15 days' {ById}", idle.TokenHash);

        var sessions = await ListAsync(person);

        Assert.Equal([true, false], sessions.Select(session => session.GetProperty("current").GetBoolean()));
        Assert.All(
            sessions,
            session =>
                Assert.Equal(
                    ["id", "createdAt", "lastUsedAt", "expiresAt", "current"],
                    session.EnumerateObject().Select(field => field.Name)
                )
        );
        Assert.Equal(TimeSpan.FromDays(1), Time(sessions[1], "lastUsedAt") - Time(sessions[1], "createdAt"));
        // Asking is use.
        Assert.Equal(
            [sessions[1].GetProperty("id").GetString(), sessions[0].GetProperty("id").GetString()],
            (await ListAsync(other)).Select(session => session.GetProperty("id").GetString())
        );
    }

    [Fact]
    public async Task An_id_is_neither_the_token_nor_what_is_stored()
    {
        var person = await Person.JoinAsync(stack);

        var reply = await person.GetAsync("/api/v1/me/sessions");

        Assert.DoesNotContain(person.Token, reply.Body, StringComparison.Ordinal);
        Assert.DoesNotContain(Base64Url.EncodeToString(person.TokenHash), reply.Body, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToHexString(person.TokenHash), reply.Body, StringComparison.OrdinalIgnoreCase);
        var id = Assert.Single(reply.Json.EnumerateArray()).GetProperty("id").GetString();
        Assert.Equal(HttpStatusCode.Unauthorized, (await _api.GetAsync("/api/v1/me", $"Bearer {id}")).Status);
    }

    [Fact]
    public async Task Ending_one_ends_that_one_and_no_other()
    {
        var person = await Person.JoinAsync(stack);
        var other = await SignInAsync(person);
        var id = (await ListAsync(person)).Single(session => !session.GetProperty("current").GetBoolean()).GetProperty("id").GetString();

        var reply = await person.SendAsync("DELETE", $"/api/v1/me/sessions/{id}");

        Assert.Equal((HttpStatusCode.NoContent, ""), (reply.Status, reply.Body));
        Assert.Equal(HttpStatusCode.Unauthorized, (await other.GetAsync("/api/v1/me")).Status);
        Assert.Single(await ListAsync(person));
        Assert.Equal(HttpStatusCode.NotFound, (await person.SendAsync("DELETE", $"/api/v1/me/sessions/{id}")).Status);
    }

    [Fact]
    public async Task Ending_all_others_leaves_this_one_and_nobody_elses()
    {
        var (person, stranger) = (await Person.JoinAsync(stack), await Person.JoinAsync(stack));
        var (second, third) = (await SignInAsync(person), await SignInAsync(person));

        var reply = await person.SendAsync("DELETE", "/api/v1/me/sessions");

        Assert.Equal((HttpStatusCode.NoContent, ""), (reply.Status, reply.Body));
        Assert.True(Assert.Single(await ListAsync(person)).GetProperty("current").GetBoolean());
        Assert.Equal(HttpStatusCode.Unauthorized, (await second.GetAsync("/api/v1/me")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await third.GetAsync("/api/v1/me")).Status);
        Assert.Single(await ListAsync(stranger));
        Assert.Equal(HttpStatusCode.NoContent, (await person.SendAsync("DELETE", "/api/v1/me/sessions")).Status);
    }

    [Fact]
    public async Task Somebody_elses_or_a_made_up_session_is_not_found_and_stays()
    {
        var (person, other) = (await Person.JoinAsync(stack), await Person.JoinAsync(stack));
        var theirs = Assert.Single(await ListAsync(other)).GetProperty("id").GetString();

        foreach (var id in new[] { theirs, "1", "%20", "%2F", person.Token, new string('x', 500) })
        {
            var reply = await person.SendAsync("DELETE", $"/api/v1/me/sessions/{id}");
            Assert.Equal((HttpStatusCode.NotFound, "application/problem+json"), (reply.Status, reply.ContentType));
        }

        Assert.Single(await ListAsync(person));
        Assert.Single(await ListAsync(other));
    }

    private static async Task<List<JsonElement>> ListAsync(Person person) =>
        [.. (await person.GetAsync("/api/v1/me/sessions")).Json.EnumerateArray()];

    private static DateTimeOffset Time(JsonElement session, string field) => session.GetProperty(field).GetDateTimeOffset();

    private async Task<Person> SignInAsync(Person person)
    {
        var reply = await _api.PostAsync("/api/v1/sessions", new { username = person.Name, password = person.Password });
        return person with { Token = reply.Json.GetProperty("token").GetString()! };
    }
}
