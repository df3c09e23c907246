using System.Net;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Web;

public sealed class FollowingTests(StackFixture stack) : WebTest(stack)
{
    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    public async Task Following_and_unfollowing_lead_to_the_users_page_and_say_so(string method)
    {
        var (me, foo) = (NewName("me"), NewName("foo"));
        await RegisteredAsync(foo);
        var visitor = await SignedInAsync(me);

        var followed = await SendAsync(visitor, method, $"/{foo}/follow");
        Assert.Equal([$"/{foo}"], followed.Redirects);
        Assert.Equal([$"You are now following \"{foo}\""], followed.Flashes);
        Assert.Contains($"You are now following &#34;{foo}&#34;", followed.Source, StringComparison.Ordinal);
        Assert.Equal([foo], await Stored.FollowedByAsync(me));

        var unfollowed = await SendAsync(visitor, method, $"/{foo}/unfollow");
        Assert.Equal([$"/{foo}"], unfollowed.Redirects);
        Assert.Equal([$"You are no longer following \"{foo}\""], unfollowed.Flashes);
        Assert.Contains($"You are no longer following &#34;{foo}&#34;", unfollowed.Source, StringComparison.Ordinal);
        Assert.Empty(await Stored.FollowedByAsync(me));
    }

    [Fact]
    public async Task My_timeline_holds_my_messages_and_those_of_whom_I_follow()
    {
        var (foo, bar) = (NewName("foo"), NewName("bar"));
        var fooVisitor = await SignedInAsync(foo);
        var barVisitor = await SignedInAsync(bar);
        await ShareAsync(fooVisitor, "the message by foo");
        await ShareAsync(barVisitor, "the message by bar");

        Assert.Equal(["the message by bar"], Texts(await barVisitor.GetAsync("/")));
        await barVisitor.GetAsync($"/{foo}/follow");
        Assert.Equal(["the message by bar", "the message by foo"], Texts(await barVisitor.GetAsync("/")));
        Assert.Equal(["the message by bar"], Texts(await barVisitor.GetAsync($"/{bar}")));
        Assert.Equal(["the message by foo"], Texts(await barVisitor.GetAsync($"/{foo}")));
        await barVisitor.GetAsync($"/{foo}/unfollow");
        Assert.Equal(["the message by bar"], Texts(await barVisitor.GetAsync("/")));
    }

    [Fact]
    public async Task A_users_page_says_whether_I_follow_and_offers_the_opposite()
    {
        var (me, foo) = (NewName("me"), NewName("foo"));
        await RegisteredAsync(foo);
        var visitor = await SignedInAsync(me);

        Assert.Equal(($"/{foo}/follow", "You are not yet following this user.", "Follow user"), Offer(await visitor.GetAsync($"/{foo}")));
        await visitor.PostAsync($"/{foo}/follow");
        Assert.Equal(
            ($"/{foo}/unfollow", "You are currently following this user.", "Unfollow user"),
            Offer(await visitor.GetAsync($"/{foo}"))
        );
        var mine = await visitor.GetAsync($"/{me}");
        Assert.StartsWith("This is you!", Assert.Single(mine.Texts(".followstatus")), StringComparison.Ordinal);
        Assert.Empty(mine.Document.QuerySelectorAll(".followstatus button"));
        Assert.Empty((await Visit().GetAsync($"/{foo}")).Document.QuerySelectorAll(".followstatus button"));
    }

    [Fact]
    public async Task Following_twice_and_unfollowing_nobody_change_nothing()
    {
        var (me, foo) = (NewName("me"), NewName("foo"));
        await RegisteredAsync(foo);
        var visitor = await SignedInAsync(me);

        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync($"/{foo}/unfollow")).Status);
        await visitor.GetAsync($"/{foo}/follow");
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync($"/{foo}/follow")).Status);

        Assert.Equal([foo], await Stored.FollowedByAsync(me));
    }

    [Fact]
    public async Task Nobody_follows_themselves()
    {
        var me = NewName("me");
        var visitor = await SignedInAsync(me);

        var page = await visitor.GetAsync($"/{me}/follow");

        Assert.InRange((int)page.Status, 400, 499);
        Assert.Contains("You cannot follow yourself", page.Texts("main p"));
        Assert.Empty(await Stored.FollowedByAsync(me));
    }

    /// <summary>A browser drops a cookie of more than 4,096 bytes, and the flash with it.</summary>
    [Fact]
    public async Task Following_somebody_with_a_name_as_long_as_can_be_says_so()
    {
        // 64 characters of 16 units, as a person counts them: 2,111 bytes.
        var name = NewName("") + string.Concat(Enumerable.Repeat("日" + new string('\u0301', 15), 51));
        await RegisteredAsync(name);
        var visitor = await SignedInAsync(NewName("me"));
        var address = "/" + Uri.EscapeDataString(name);

        using var answer = await visitor.SendAsync(HttpMethod.Post, address + "/follow");
        Assert.All(answer.Headers.GetValues("Set-Cookie"), cookie => Assert.InRange(cookie.Split(';')[0].Length, 1, 4096));
        Assert.Equal([$"You are now following \"{name}\""], (await visitor.GetAsync(address)).Flashes);
    }

    [Theory]
    [InlineData("GET", "follow")]
    [InlineData("POST", "follow")]
    [InlineData("GET", "unfollow")]
    [InlineData("POST", "unfollow")]
    public async Task It_takes_a_session_and_a_user_who_is_there(string method, string action)
    {
        var foo = NewName("foo");
        await RegisteredAsync(foo);

        AssertStatus(HttpStatusCode.Unauthorized, "Please sign in", await SendAsync(Visit(), method, $"/{foo}/{action}"));
        AssertStatus(
            HttpStatusCode.NotFound,
            "Nothing here",
            await SendAsync(await SignedInAsync(NewName("me")), method, $"/{NewName()}/{action}")
        );
    }

    [Fact]
    public async Task Followers_and_followed_are_listed()
    {
        var (me, foo) = (NewName("me"), NewName("foo"));
        await RegisteredAsync(foo);
        var visitor = await SignedInAsync(me);
        await visitor.PostAsync($"/{foo}/follow");

        Assert.Equal([me], (await Visit().GetAsync($"/{foo}/followers")).Texts(".people bdi"));
        Assert.Equal([foo], (await Visit().GetAsync($"/{me}/following")).Texts(".people bdi"));
        Assert.Equal(["Nobody so far."], (await Visit().GetAsync($"/{foo}/following")).Texts(".empty"));
        Assert.Equal(HttpStatusCode.NotFound, (await Visit().GetAsync($"/{NewName()}/followers")).Status);
    }

    private static Task<Page> SendAsync(Visitor visitor, string method, string path) =>
        method == "GET" ? visitor.GetAsync(path) : visitor.PostAsync(path);

    private static List<string> Texts(Page page) => [.. page.Messages.Select(message => message.Text)];

    private static (string? Action, string Says, string Button) Offer(Page page) =>
        (
            page.Document.QuerySelector("form.followstatus[method=post]")?.GetAttribute("action"),
            Assert.Single(page.Texts(".followstatus p")),
            Assert.Single(page.Texts(".followstatus button"))
        );
}
