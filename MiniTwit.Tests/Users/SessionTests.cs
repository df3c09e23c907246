using System.Net;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Users;

public sealed class SessionTests(StackFixture stack)
{
    private const string OfPerson = "WHERE user_id = (SELECT id FROM users WHERE name = $1)";

    private readonly Api _api = new(stack.Api);

    [Fact]
    public async Task Signing_out_ends_that_session_and_no_other()
    {
        var person = await Person.JoinAsync(stack);
        var other = await SignInAsync(person);

        var reply = await person.SendAsync("DELETE", "/api/v1/sessions/current");

        Assert.Equal((HttpStatusCode.NoContent, ""), (reply.Status, reply.Body));
        Assert.Equal(HttpStatusCode.Unauthorized, (await person.GetAsync("/api/v1/me")).Status);
        Assert.Equal(HttpStatusCode.OK, (await other.GetAsync("/api/v1/me")).Status);
    }

    [Fact]
    public async Task The_eleventh_session_ends_the_one_longest_unused_not_the_oldest_that_is_in_use()
    {
        var oldest = await Person.JoinAsync(stack);
        var others = new List<Person>();
        for (var i = 0; i < 9; i++)
        {
            others.Add(await SignInAsync(oldest));
        }

        await stack.Database.ChangeAsync(
            $"""
            UPDATE sessions SET created_at = now() - interval '10 days', last_used_at = now() - interval '2 days'
            {OfPerson} AND token_hash <> $2
            """,
            oldest.Name,
            others[4].TokenHash
        );
        await stack.Database.ChangeAsync(
            $"UPDATE sessions SET last_used_at = now() - interval '3 days' {OfPerson} AND token_hash = $2",
            oldest.Name,
            others[4].TokenHash
        );
        await stack.Database.ChangeAsync(
            $"UPDATE sessions SET created_at = now() - interval '20 days' {OfPerson} AND token_hash = $2",
            oldest.Name,
            oldest.TokenHash
        );
        Assert.Equal(HttpStatusCode.OK, (await oldest.GetAsync("/api/v1/me")).Status);

        await SignInAsync(oldest);

        Assert.Equal(HttpStatusCode.OK, (await oldest.GetAsync("/api/v1/me")).Status);
        foreach (var session in others)
        {
            Assert.Equal(
                session == others[4] ? HttpStatusCode.Unauthorized : HttpStatusCode.OK,
                (await session.GetAsync("/api/v1/me")).Status
            );
        }
    }

    [Fact]
    public async Task A_session_that_ended_by_itself_keeps_no_place()
    {
        var person = await Person.JoinAsync(stack);
        for (var i = 0; i < 9; i++)
        {
            await SignInAsync(person);
        }

        await stack.Database.ChangeAsync(
            $"UPDATE sessions SET last_used_at = now() - interval '15 days' {OfPerson} AND token_hash <> $2",
            person.Name,
            person.TokenHash
        );

        await SignInAsync(person);

        Assert.Equal(2, await stack.Database.ValueAsync<long>($"SELECT count(*) FROM sessions {OfPerson}", person.Name));
    }

    [Theory]
    [InlineData("expires_at = now() - interval '1 second'", HttpStatusCode.Unauthorized)]
    [InlineData("last_used_at = now() - interval '14 days 1 minute'", HttpStatusCode.Unauthorized)]
    [InlineData("last_used_at = now() - interval '13 days 23 hours'", HttpStatusCode.OK)]
    public async Task A_session_ends_by_its_age_and_by_lying_idle(string change, HttpStatusCode status)
    {
        var person = await Person.JoinAsync(stack);
        await stack.Database.ChangeAsync(
            $"UPDATE sessions SET {change} WHERE user_id = (SELECT id FROM users WHERE name = $1)",
            person.Name
        );

        Assert.Equal(status, (await person.GetAsync("/api/v1/me")).Status);
    }

    [Fact]
    public async Task Use_of_a_session_is_noted()
    {
        var person = await Person.JoinAsync(stack);
        await stack.Database.ChangeAsync($"UPDATE sessions SET last_used_at = now() - interval '2 hours' {OfPerson}", person.Name);

        await person.GetAsync("/api/v1/me");

        Assert.True(
            await stack.Database.ValueAsync<bool>(
                $"SELECT last_used_at > now() - interval '1 minute' FROM sessions {OfPerson}",
                person.Name
            )
        );
    }

    public static TheoryData<string, string> BadBearers =>
        new MatrixTheoryData<string, string>(
            [
                "Bearer",
                "Bearer ",
                "Bearer x",
                "bearer AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "Bearer ' OR 1=1 --",
                "Bearer !!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!",
            ],
            ["/api/v1/me", "/api/v1/timelines/public", "/api/v1/users/anybody"]
        );

    [Theory]
    [MemberData(nameof(BadBearers))]
    public async Task A_bad_token_is_refused_even_where_none_is_needed(string authorization, string path)
    {
        var reply = await _api.GetAsync(path, authorization);

        Assert.Equal((HttpStatusCode.Unauthorized, "application/problem+json"), (reply.Status, reply.ContentType));
        Assert.Equal("Bearer", reply.Header("WWW-Authenticate"));
    }

    private async Task<Person> SignInAsync(Person person)
    {
        var reply = await _api.PostAsync("/api/v1/sessions", new { username = person.Name, password = person.Password });
        Assert.Equal(HttpStatusCode.Created, reply.Status);
        return person with { Token = reply.Json.GetProperty("token").GetString()! };
    }
}
