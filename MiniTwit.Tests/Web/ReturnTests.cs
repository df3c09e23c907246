using System.Net;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Web;

/// <summary>Forms and links that lead back to where one was.</summary>
public sealed class ReturnTests(StackFixture stack) : WebTest(stack)
{
    /// <summary>Addresses that no browser may be sent to: of another site, as browsers read them, and of what a GET changes.</summary>
    public static TheoryData<string> Bad =>
        [
            "",
            "x",
            "//evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "https://evil.example/",
            "javascript:alert(1)",
            "~/public",
            "/\t/evil.example",
            "/a\r\nSet-Cookie: a=b",
            "/x/..//evil.example",
            "/æ",
            "/logout",
            "/LOGOUT/",
            "/logout?x",
            "/%6Cogout",
            "/x/../logout",
            "/x/%2e%2e/logout",
            "/x\\..\\logout",
            "/foo/follow",
            "/foo/Follow#x",
            "/foo/%66ollow",
            "/foo/unfollow/",
            "/foo%2Funfollow",
        ];

    [Fact]
    public async Task Who_wants_to_follow_signs_in_and_is_back()
    {
        var (me, foo) = (NewName(), NewName("foo & bar?"));
        await RegisteredAsync(me);
        await RegisteredAsync(foo);
        var (visitor, address) = (Visit(), "/" + Uri.EscapeDataString(foo));

        var form = await visitor.GetAsync((await visitor.GetAsync(address)).Link("Follow user"));
        var action = form.First("main form").GetAttribute("action")!;
        Assert.Equal($"/login?return={Uri.EscapeDataString(address)}", action);
        Assert.Equal(["username", "password"], form.Document.QuerySelectorAll("input[name]").Select(input => input.GetAttribute("name")));
        var refused = await visitor.PostAsync(action, ("username", me), ("password", "wrong"));
        Assert.Equal(("Invalid password", action), (Assert.Single(refused.Errors), refused.First("main form").GetAttribute("action")));

        var page = await visitor.PostAsync(action, ("username", me), ("password", Password));

        Assert.Equal([address], page.Redirects);
        Assert.Equal(["You were logged in"], page.Flashes);
        Assert.Equal(["Follow user"], page.Texts(".followstatus button"));
        Assert.Equal([address], (await visitor.GetAsync(action)).Redirects);
    }

    [Fact]
    public async Task The_form_alone_leads_to_my_timeline_as_ever()
    {
        Assert.Equal("/login", (await Visit().GetAsync("/login")).First("main form").GetAttribute("action"));
        Assert.Equal("/login", (await Visit().GetAsync("/public")).Link("sign in"));
    }

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task Signing_in_leads_nowhere_else(string address)
    {
        var (name, visitor) = (NewName(), Visit());
        await RegisteredAsync(name);

        var path = $"/login?return={Uri.EscapeDataString(address)}";
        Assert.Equal("/login", (await visitor.GetAsync(path)).First("main form").GetAttribute("action"));
        var page = await visitor.PostAsync(path, ("username", name), ("password", Password));

        Assert.Equal(["/"], page.Redirects);
        Assert.Equal("My Timeline | MiniTwit", page.Title);
        Assert.Equal(["/"], (await visitor.GetAsync(path)).Redirects);
    }

    [Fact]
    public async Task A_page_that_takes_a_session_is_come_back_to()
    {
        var name = NewName();
        await RegisteredAsync(name);
        var visitor = Visit();

        var refused = await visitor.GetAsync("/messages/mentions?cursor=");
        var page = await visitor.PostAsync(refused.Link("Sign in"), ("username", name), ("password", Password));

        Assert.Equal(HttpStatusCode.Unauthorized, refused.Status);
        Assert.Equal(["/messages/mentions?cursor="], page.Redirects);
        Assert.Equal("/login", (await Visit().GetAsync($"/{name}/follow")).Link("Sign in"));
        Assert.Equal("/login", (await Visit().PostAsync("/add_message", ("text", "x"))).Link("Sign in"));
    }

    [Fact]
    public async Task Lists_of_people_have_buttons_that_lead_back_to_them()
    {
        var (me, foo, star) = (NewName(), NewName("foo bar"), NewName("star"));
        await RegisteredAsync(star);
        var (visitor, other) = (await SignedInAsync(me), await SignedInAsync(foo));
        await other.PostAsync($"/{star}/follow");
        await visitor.PostAsync($"/{star}/follow");
        var word = foo[^12..];

        foreach (var list in new[] { $"/{star}/followers", $"/search?q={word}", $"/search?q=@{Uri.EscapeDataString(foo)}" })
        {
            Assert.Empty((await Visit().GetAsync(list)).Document.QuerySelectorAll(".people form"));
            var (action, label) = Button(await visitor.GetAsync(list));
            Assert.Equal((Links(foo, "follow", list), $"Follow {foo}"), (action, label));

            var page = await visitor.PostAsync(action);

            Assert.Equal([list], page.Redirects);
            Assert.Equal([$"You are now following \"{foo}\""], page.Flashes);
            Assert.Equal([foo], (await Stored.FollowedByAsync(me)).Except([star]));
            (action, label) = Button(page);
            Assert.Equal((Links(foo, "unfollow", list), $"Unfollow {foo}"), (action, label));
            page = await visitor.PostAsync(action);
            Assert.Equal([list], page.Redirects);
            Assert.Equal([star], await Stored.FollowedByAsync(me));
        }

        static string Links(string name, string act, string list) =>
            $"/{Uri.EscapeDataString(name)}/{act}?return={Uri.EscapeDataString(list)}";
    }

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task Following_leads_nowhere_else(string address)
    {
        var foo = NewName("foo");
        await RegisteredAsync(foo);
        var visitor = await SignedInAsync(NewName());

        Assert.Equal([$"/{foo}"], (await visitor.PostAsync($"/{foo}/follow?return={Uri.EscapeDataString(address)}")).Redirects);
        Assert.Equal([$"/{foo}"], (await visitor.GetAsync($"/{foo}/unfollow?return={Uri.EscapeDataString(address)}")).Redirects);
    }

    [Fact]
    public async Task An_empty_timeline_suggests_whom_to_follow()
    {
        var other = NewName("other");
        await RegisteredAsync(other);
        await Seed.PostAsync(Stack, other, ["I am here"]);
        var visitor = await SignedInAsync(NewName());

        var page = await visitor.GetAsync("/");
        var buttons = page.Document.QuerySelectorAll(".suggestions form");
        Assert.InRange(buttons.Length, 1, 5);
        page = await visitor.PostAsync(buttons[0].GetAttribute("action")!);

        Assert.Equal(["/"], page.Redirects);
        Assert.NotEmpty(page.Messages);
        Assert.Empty(page.Document.QuerySelectorAll(".suggestions"));
        Assert.Empty((await Visit().GetAsync("/public")).Document.QuerySelectorAll(".suggestions"));
    }

    private static (string Action, string Label) Button(Page page)
    {
        var form = Assert.Single(page.Document.QuerySelectorAll(".people form"));
        Assert.Equal("post", form.GetAttribute("method"));
        return (form.GetAttribute("action")!, form.QuerySelector("button")!.TextContent.Trim());
    }
}
