using System.Net;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Web;

/// <summary>The browser still has the cookie of a session that is over.</summary>
public sealed class EndedSessionTests(StackFixture stack) : WebTest(stack)
{
    private static readonly string[] SignedOut = ["public timeline", "sign up", "sign in"];

    [Theory]
    [InlineData("GET", "/settings")]
    [InlineData("POST", "/settings/password")]
    [InlineData("POST", "/settings/profile")]
    [InlineData("POST", "/settings/avatar")]
    [InlineData("POST", "/settings/email")]
    [InlineData("POST", "/settings/session")]
    [InlineData("POST", "/settings/sessions")]
    [InlineData("POST", "/settings/delete")]
    [InlineData("POST", "/add_message")]
    [InlineData("GET", "/{foo}/follow")]
    [InlineData("POST", "/{foo}/follow")]
    [InlineData("GET", "/{foo}/unfollow")]
    [InlineData("POST", "/{foo}/unfollow")]
    [InlineData("POST", "/{foo}/status/1/delete")]
    public async Task What_takes_a_session_asks_to_sign_in(string method, string path)
    {
        var (visitor, foo) = await EndedAsync();
        path = path.Replace("{foo}", foo, StringComparison.Ordinal);

        var page = method == "GET" ? await visitor.GetAsync(path) : await visitor.PostAsync(path);

        Assert.Empty(page.Redirects);
        AssertStatus(HttpStatusCode.Unauthorized, "Please sign in", page);
        Assert.Contains("Your session has ended. Please sign in again.", page.Texts("main p"));
        Assert.Equal((method, path) == ("GET", "/settings") ? "/login?return=%2Fsettings" : "/login", page.Link("Sign in"));
        AssertForgotten(visitor, page);
    }

    [Theory]
    [InlineData("/public", "Public Timeline")]
    [InlineData("/{foo}", "{foo}'s Timeline")]
    [InlineData("/{foo}/followers", "{foo}'s followers")]
    [InlineData("/{foo}/following", "Followed by {foo}")]
    [InlineData("/{foo}/status/{id}", "{foo}'s message")]
    public async Task What_anyone_may_see_is_seen_and_the_end_is_told_once(string path, string heading)
    {
        var (visitor, foo) = await EndedAsync();
        path = path.Replace("{foo}", foo, StringComparison.Ordinal)
            .Replace("{id}", await Stored.MessageIdAsync(foo), StringComparison.Ordinal);

        var page = await visitor.GetAsync(path);

        Assert.Empty(page.Redirects);
        Assert.Equal((HttpStatusCode.OK, heading.Replace("{foo}", foo, StringComparison.Ordinal)), (page.Status, page.Heading));
        Assert.Equal(["Your session has ended, please sign in again"], page.Flashes);
        Assert.Empty(page.Document.QuerySelectorAll(".followstatus button"));
        AssertForgotten(visitor, page);
        Assert.Empty((await visitor.GetAsync(path)).Flashes);
    }

    [Theory]
    [InlineData("/", "/public")]
    [InlineData("/login", "/", "/public")]
    [InlineData("/register", "/", "/public")]
    public async Task My_timeline_leads_to_the_public_one(string path, params string[] redirects)
    {
        var (visitor, _) = await EndedAsync();

        var page = await visitor.GetAsync(path);

        Assert.Equal(redirects, page.Redirects);
        Assert.Equal((HttpStatusCode.OK, "Public Timeline"), (page.Status, page.Heading));
        Assert.Equal(["Your session has ended, please sign in again"], page.Flashes);
        AssertForgotten(visitor, page);
    }

    [Fact]
    public async Task A_deleted_account_has_no_settings()
    {
        var (name, elsewhere) = (NewName(), Visit());
        var visitor = await SignedInAsync(name);
        await SignInAsync(elsewhere, name);
        Assert.Equal("Settings | MiniTwit", (await elsewhere.GetAsync("/settings")).Title);

        Assert.Equal(["Your account was deleted"], (await visitor.PostAsync("/settings/delete", ("password", Password))).Flashes);

        AssertStatus(HttpStatusCode.Unauthorized, "Please sign in", await elsewhere.GetAsync("/settings"));
    }

    [Fact]
    public async Task What_was_written_is_shown()
    {
        const string Text = "long thought about,\n<and> \"then\" this 🙂";
        var (visitor, _) = await EndedAsync();

        var page = await ShareAsync(visitor, Text);

        AssertStatus(HttpStatusCode.Unauthorized, "Please sign in", page);
        Assert.Equal(Text, Assert.Single(page.Texts("textarea")));
        Assert.Equal("/login", page.Link("Sign in"));
        AssertForgotten(visitor, page);
    }

    private static void AssertForgotten(Visitor visitor, Page page)
    {
        Assert.Equal(SignedOut, page.Navigation);
        Assert.DoesNotContain(visitor.Jar, cookie => cookie.Name == "minitwit.session");
    }

    /// <summary>Somebody whose session is over, and somebody else who has written something.</summary>
    private async Task<(Visitor Visitor, string Foo)> EndedAsync()
    {
        var (me, foo) = (NewName("me"), NewName("foo"));
        await RegisteredAsync(foo);
        await Seed.PostAsync(Stack, foo, ["by foo"]);
        var visitor = await SignedInAsync(me);
        await Stack.Database.ChangeAsync("DELETE FROM sessions USING users WHERE users.id = user_id AND name = $1", me);
        return (visitor, foo);
    }
}
