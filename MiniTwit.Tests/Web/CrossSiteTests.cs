using System.Net;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Web;

/// <summary>Another site makes a signed-in user's browser send something.</summary>
public sealed class CrossSiteTests(StackFixture stack) : WebTest(stack)
{
    private const string OwnOrigin = "{own}", OtherPort = "{other port}", OtherScheme = "{other scheme}";

    [Theory]
    [InlineData("cross-site", null)]
    [InlineData("same-site", null)]
    [InlineData("anything", null)]
    [InlineData("cross-site", OwnOrigin)]
    [InlineData(null, "https://evil.example")]
    [InlineData(null, "null")]
    [InlineData(null, "garbage")]
    [InlineData(null, OtherPort)]
    [InlineData(null, OtherScheme)]
    public async Task It_is_refused_and_changes_nothing(string? site, string? origin)
    {
        var (me, foo, bar, unborn) = (NewName("me"), NewName("foo"), NewName("bar"), NewName("unborn"));
        await RegisteredAsync(foo);
        await RegisteredAsync(bar);
        var visitor = await SignedInAsync(me);
        await ShareAsync(visitor, "mine");
        await visitor.PostAsync($"/{foo}/follow");
        var attempts = Attempts(me, foo, bar, unborn, await Stored.MessageIdAsync(me), Password);
        Pretend(visitor, site, origin);

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
        Assert.Equal(1, await Stored.SessionsOfAsync(me));
        Assert.Equal("My Timeline | MiniTwit", (await visitor.GetAsync("/")).Title);
        Assert.Equal(["You were logged in"], (await SignInAsync(Visit(), me)).Flashes);
    }

    [Theory]
    [InlineData("same-origin", null)]
    [InlineData("same-origin", OwnOrigin)]
    [InlineData("none", null)]
    [InlineData(null, OwnOrigin)]
    [InlineData(null, null)]
    public async Task What_the_own_pages_and_clients_without_a_browser_send_works(string? site, string? origin)
    {
        var (me, foo, bar, unborn) = (NewName("me"), NewName("foo"), NewName("bar"), NewName("unborn"));
        await RegisteredAsync(foo);
        await RegisteredAsync(bar);
        var visitor = Visit();
        Pretend(visitor, site, origin);

        await RegisterAsync(visitor, me);
        Assert.Equal(["You were logged in"], (await SignInAsync(visitor, me)).Flashes);
        await ShareAsync(visitor, "mine");
        foreach (var (method, path, fields) in Attempts(me, foo, bar, unborn, await Stored.MessageIdAsync(me), "changed"))
        {
            var page = method == "GET" ? await visitor.GetAsync(path) : await visitor.PostAsync(path, fields);
            Assert.Equal($"{method} {path}: OK", $"{method} {path}: {page.Status}");
        }

        Assert.False(await Stored.HasUserAsync(me));
        Assert.True(await Stored.HasUserAsync(unborn));
    }

    [Fact]
    public async Task Reading_from_another_site_works()
    {
        var visitor = await SignedInAsync(NewName());
        Pretend(visitor, "cross-site", "https://elsewhere.example");

        Assert.Equal((HttpStatusCode.OK, "My Timeline | MiniTwit"), Answer(await visitor.GetAsync("/")));
        Assert.Equal((HttpStatusCode.OK, "Public Timeline | MiniTwit"), Answer(await visitor.GetAsync("/public")));
        Assert.Equal((HttpStatusCode.OK, "Sign In | MiniTwit"), Answer(await visitor.GetAsync("/login")));
    }

    /// <summary>Every route that changes something, in an order in which each can work.</summary>
    private static List<(string Method, string Path, (string, string)[] Fields)> Attempts(
        string me, string foo, string bar, string unborn, string id, string password) =>
    [
        ("POST", "/register", [("username", unborn), ("email", "a@b"), ("password", "x"), ("password2", "x")]),
        ("POST", "/add_message", [("text", "forged")]),
        ("GET", $"/{bar}/follow", []),
        ("POST", $"/{bar}/follow", []),
        ("GET", $"/{foo}/unfollow", []),
        ("POST", $"/{foo}/unfollow", []),
        ("POST", $"/{me}/status/{id}/delete", []),
        ("GET", "/logout", []),
        ("POST", "/logout", []),
        ("POST", "/login", [("username", me), ("password", Password)]),
        ("POST", "/settings/password", [("current", Password), ("password", "changed"), ("password2", "changed")]),
        ("POST", "/settings/delete", [("password", password)]),
    ];

    private void Pretend(Visitor visitor, string? site, string? origin)
    {
        if (site is not null)
        {
            visitor.Headers.Add("Sec-Fetch-Site", site);
        }

        if (origin is not null)
        {
            visitor.Headers.Add("Origin", origin switch
            {
                OwnOrigin => Stack.Web.GetLeftPart(UriPartial.Authority),
                OtherPort => new UriBuilder(Stack.Web) { Port = Stack.Web.Port - 1 }.Uri.GetLeftPart(UriPartial.Authority),
                OtherScheme => new UriBuilder(Stack.Web) { Scheme = "https" }.Uri.GetLeftPart(UriPartial.Authority),
                _ => origin,
            });
        }
    }

    private static (HttpStatusCode Status, string? Title) Answer(Page page) => (page.Status, page.Title);
}
