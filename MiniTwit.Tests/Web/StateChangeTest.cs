using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Web;

/// <summary>Tests of what may change something at all, for every route that does.</summary>
public abstract class StateChangeTest(StackFixture stack) : WebTest(stack)
{
    /// <param name="pretend">Gives the signed-in visitor the headers with which every change is to be refused.</param>
    private protected async Task AssertRefusedAsync(Action<Visitor> pretend)
    {
        var (me, foo, bar, unborn) = (NewName("me"), NewName("foo"), NewName("bar"), NewName("unborn"));
        await RegisteredAsync(foo);
        await RegisteredAsync(bar);
        var visitor = await SignedInAsync(me);
        await ShareAsync(visitor, "mine");
        await visitor.PostAsync($"/{foo}/follow");
        await visitor.PostAsync($"/{foo}/mute");
        await visitor.PostAsync($"/{bar}/block");
        var theirs = await TheirsAsync(me, foo);
        var attempts = Attempts(me, foo, bar, unborn, await Stored.MessageIdAsync(me), theirs, Password);
        pretend(visitor);

        var answers = new List<string>();
        foreach (var (method, path, fields) in attempts)
        {
            var page = method == "GET" ? await visitor.GetAsync(path) : await visitor.PostAsync(path, fields);
            answers.Add($"{method} {path}: {(int)page.Status} {page.Heading}");
        }

        Assert.Equal(attempts.Select(attempt => $"{attempt.Method} {attempt.Path}: 403 That is not allowed"), answers);
        Assert.Equal(["mine"], await Stored.MessagesOfAsync(me));
        Assert.Equal([foo], await Stored.FollowedByAsync(me));
        Assert.False(await Stored.HasUserAsync(unborn));
        Assert.Equal([$"block {bar}", $"mute {foo}"], await Stored.HiddenByAsync(me));
        Assert.Equal(
            0,
            await Stack.Database.ValueAsync<long>(
                "SELECT count(*) FROM users WHERE name = $1 AND (display_name IS NOT NULL OR avatar IS NOT NULL OR email LIKE 'forged%')",
                me
            )
        );
        Assert.Equal(
            0,
            await Stack.Database.ValueAsync<long>(
                "SELECT count(*) FROM users LEFT JOIN reports ON reporter_id = users.id WHERE name = $1 AND reason IS NOT NULL OR name = $2 AND suspended_at IS NOT NULL",
                me,
                bar
            )
        );
        Assert.Equal(1, await Stored.SessionsOfAsync(me));
        Assert.Equal("My Timeline | MiniTwit", (await visitor.GetAsync("/")).Title);
        Assert.Equal(["You were logged in"], (await SignInAsync(Visit(), me)).Flashes);
    }

    /// <param name="pretend">Gives the visitor the headers with which every change is to work.</param>
    private protected async Task AssertWorksAsync(Action<Visitor> pretend)
    {
        var (me, foo, bar, unborn) = (NewName("me"), NewName("foo"), NewName("bar"), NewName("unborn"));
        await RegisteredAsync(foo);
        await RegisteredAsync(bar);
        var visitor = Visit();
        pretend(visitor);

        await RegisterAsync(visitor, me);
        Assert.Equal(["You were logged in"], (await SignInAsync(visitor, me)).Flashes);
        await ShareAsync(visitor, "mine");
        var theirs = await TheirsAsync(me, foo);
        foreach (var (method, path, fields) in Attempts(me, foo, bar, unborn, await Stored.MessageIdAsync(me), theirs, "a changed horse"))
        {
            var page = method == "GET" ? await visitor.GetAsync(path) : await visitor.PostAsync(path, fields);
            Assert.Equal($"{method} {path}: OK", $"{method} {path}: {page.Status}");
        }

        Assert.False(await Stored.HasUserAsync(me));
        Assert.True(await Stored.HasUserAsync(unborn));
    }

    /// <summary>Makes the visitor an administrator, and gives the id of a message of somebody else's.</summary>
    private async Task<string> TheirsAsync(string me, string other)
    {
        await Stack.Database.ChangeAsync("UPDATE users SET is_administrator = true WHERE name = $1", me);
        await Seed.PostAsync(Stack, other, ["theirs"]);
        return await Stored.MessageIdAsync(other);
    }

    /// <summary>Every route that changes something, in an order in which each can work.</summary>
    private static List<(string Method, string Path, (string, string)[] Fields)> Attempts(
        string me,
        string foo,
        string bar,
        string unborn,
        string id,
        string theirs,
        string password
    ) =>
        [
            ("POST", "/register", [("username", unborn), ("email", "a@b"), ("password", "x"), ("password2", "x")]),
            ("POST", "/add_message", [("text", "forged")]),
            ("GET", $"/{bar}/follow", []),
            ("POST", $"/{bar}/follow", []),
            ("GET", $"/{foo}/unfollow", []),
            ("POST", $"/{foo}/unfollow", []),
            ("POST", $"/{bar}/mute", []),
            ("POST", $"/{foo}/unmute", []),
            ("POST", $"/{foo}/block", []),
            ("POST", $"/{bar}/unblock", []),
            ("POST", $"/{me}/status/{id}/delete", []),
            ("POST", $"/{me}/status/{id}/restore", []),
            ("POST", $"/{foo}/status/{theirs}/report", [("reason", "spam")]),
            ("POST", "/admin/act", [("username", bar), ("act", "suspend")]),
            ("GET", "/logout", []),
            ("POST", "/logout", []),
            ("POST", "/login", [("username", me), ("password", Password)]),
            ("POST", "/login/forgotten", [("user", me)]),
            ("POST", "/login/reset", [("token", "x"), ("password", "a forged horse"), ("password2", "a forged horse")]),
            ("POST", "/settings/language", [("language", "en")]),
            ("POST", "/settings/profile", [("displayName", "Forged"), ("bio", "forged")]),
            ("POST", "/settings/avatar", [("choice", "7")]),
            ("POST", "/settings/email", [("current", Password), ("email", "forged@example.com")]),
            ("POST", "/settings/sessions", []),
            ("POST", "/settings/password", [("current", Password), ("password", "a changed horse"), ("password2", "a changed horse")]),
            ("POST", "/settings/delete", [("password", password)]),
        ];
}
