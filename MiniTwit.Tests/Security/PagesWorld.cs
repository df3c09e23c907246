using MiniTwit.Tests.Stack;
using MiniTwit.Tests.Web;

namespace MiniTwit.Tests.Security;

/// <summary>Alice with a message, one that she deleted and a session; Bob; an administrator; each with the cookie of the pages.</summary>
internal sealed record PagesWorld(
    StackFixture Stack,
    Person Alice,
    string Message,
    string Deleted,
    string Session,
    IReadOnlyDictionary<string, string?> Cookies
)
{
    public static async Task<PagesWorld> CreateAsync(StackFixture stack)
    {
        var (alice, bob, administrator) = (
            await Person.JoinAsync(stack, "Alice"),
            await Person.JoinAsync(stack, "Bob"),
            await Person.JoinAsync(stack, "Admin")
        );
        await stack.Database.ChangeAsync("UPDATE users SET is_administrator = true WHERE name = $1", administrator.Name);
        var session = Assert.Single((await alice.GetAsync("/api/v1/me/sessions")).Json.EnumerateArray()).GetProperty("id").GetString()!;
        var (message, deleted) = (Id(await alice.SayAsync("Alice's #tag")), Id(await alice.SayAsync("Alice's no more")));
        await alice.SendAsync("DELETE", $"/api/v1/messages/{deleted}");
        await (await Person.JoinAsync(stack)).SendAsync("POST", $"/api/v1/messages/{message}/reports", new { reason = "spam" });
        return new(
            stack,
            alice,
            message,
            deleted,
            session,
            new Dictionary<string, string?>
            {
                ["nobody"] = null,
                ["Bob"] = await CookieAsync(bob),
                ["an administrator"] = await CookieAsync(administrator),
                ["Alice"] = await CookieAsync(alice),
            }
        );
    }

    /// <summary>An address or a form's value with what is Alice's in place of the braces.</summary>
    public string Fill(string template, Func<string, string> encode) =>
        template
            .Replace("{username}", encode(Alice.Name), StringComparison.Ordinal)
            .Replace("{alice}", encode(Alice.Name), StringComparison.Ordinal)
            .Replace("{id:long}", Message, StringComparison.Ordinal)
            .Replace("{message}", Message, StringComparison.Ordinal)
            .Replace("{deleted}", Deleted, StringComparison.Ordinal)
            .Replace("{session}", Session, StringComparison.Ordinal)
            .Replace("{tag}", "tag", StringComparison.Ordinal)
            .Replace("{file}", "0123456789abcdef.svg", StringComparison.Ordinal);

    /// <summary>All that nobody but Alice may change.</summary>
    public async Task<string> WhatIsAlicesAsync() =>
        string.Join(
            '\n',
            await Stack.Database.TextsAsync(
                """
                SELECT concat_ws(' ', name, email, display_name, bio, avatar, password_hash, suspended_at, is_administrator) FROM users WHERE name = $1
                UNION ALL SELECT concat_ws(' ', 'message', m.id, text, flagged) FROM messages m JOIN users u ON u.id = author_id WHERE name = $1
                UNION ALL SELECT concat_ws(' ', 'session', encode(token_hash, 'hex')) FROM sessions JOIN users u ON u.id = user_id WHERE name = $1
                UNION ALL SELECT concat_ws(' ', 'follows', followee_id) FROM follows JOIN users u ON u.id = follower_id WHERE name = $1
                UNION ALL SELECT concat_ws(' ', 'blocks', other_id, is_mute) FROM blocks JOIN users u ON u.id = user_id WHERE name = $1
                ORDER BY 1
                """,
                Alice.Name
            )
        );

    private static string Id(System.Text.Json.JsonElement message) => message.GetProperty("id").GetRawText();

    private static async Task<string> CookieAsync(Person person)
    {
        using var visitor = new Visitor(person.Stack.Web);
        return await visitor.SignInAsync(person.Name, person.Password);
    }
}
