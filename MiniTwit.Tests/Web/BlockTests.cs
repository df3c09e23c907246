using System.Net;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Web;

public sealed class BlockTests(StackFixture stack) : WebTest(stack)
{
    [Fact]
    public async Task Blocking_and_unblocking_lead_to_the_users_page_and_say_so()
    {
        var (me, foo) = (NewName("me"), NewName("foo"));
        await RegisteredAsync(foo);
        await Seed.PostAsync(Stack, foo, ["said by foo"]);
        var visitor = await SignedInAsync(me);
        Assert.Equal([$"/{foo}/mute Mute user", $"/{foo}/block Block user"], Offers(await visitor.GetAsync($"/{foo}"), ".more form"));

        var page = await visitor.PostAsync($"/{foo}/block");
        Assert.Equal([$"/{foo}"], page.Redirects);
        Assert.Equal([$"You have blocked \"{foo}\""], page.Flashes);
        Assert.Equal("You have blocked this user, and do not see their messages.", Assert.Single(page.Texts(".followstatus p")));
        Assert.Equal([$"/{foo}/unblock Unblock user"], Offers(page, ".profile > form"));
        Assert.Equal([$"/{foo}/mute Mute user"], Offers(page, ".more form"));
        Assert.Empty(page.Messages);
        Assert.Empty(page.Texts(".empty"));
        Assert.Equal([$"block {foo}"], await Stored.HiddenByAsync(me));

        page = await visitor.PostAsync($"/{foo}/unblock");
        Assert.Equal([$"/{foo}"], page.Redirects);
        Assert.Equal([$"You no longer block \"{foo}\""], page.Flashes);
        Assert.Equal([$"/{foo}/follow Follow user"], Offers(page, ".profile > form"));
        Assert.Equal(["said by foo"], page.Messages.Select(message => message.Text));
        Assert.Empty(await Stored.HiddenByAsync(me));
    }

    [Fact]
    public async Task Muting_leaves_the_users_page_as_it_is_but_for_the_way_back()
    {
        var (me, foo) = (NewName("me"), NewName("foo"));
        await RegisteredAsync(foo);
        await Seed.PostAsync(Stack, foo, ["said by foo"]);
        var visitor = await SignedInAsync(me);
        await visitor.PostAsync($"/{foo}/follow");
        Assert.Equal(["said by foo"], (await visitor.GetAsync("/")).Messages.Select(message => message.Text));

        var page = await visitor.PostAsync($"/{foo}/mute");
        Assert.Equal([$"You have muted \"{foo}\""], page.Flashes);
        Assert.Equal([$"/{foo}/unfollow Unfollow user", $"/{foo}/unmute Unmute user"], Offers(page, ".profile > form"));
        Assert.Equal([$"/{foo}/block Block user"], Offers(page, ".more form"));
        Assert.Equal(["said by foo"], page.Messages.Select(message => message.Text));
        Assert.Empty((await visitor.GetAsync("/")).Messages);

        page = await visitor.PostAsync($"/{foo}/unmute");
        Assert.Equal([$"You no longer mute \"{foo}\""], page.Flashes);
        Assert.Equal(["said by foo"], (await visitor.GetAsync("/")).Messages.Select(message => message.Text));
        Assert.Equal([foo], await Stored.FollowedByAsync(me));
    }

    [Fact]
    public async Task The_blocked_are_told_once_they_try()
    {
        var (me, foo) = (NewName("me"), NewName("foo"));
        var (mine, other) = (await SignedInAsync(me), await SignedInAsync(foo));
        await ShareAsync(mine, "a question");
        var asked = await Stored.MessageIdAsync(me);
        await mine.PostAsync($"/{foo}/block");

        var page = await other.PostAsync($"/{me}/follow");
        AssertStatus(HttpStatusCode.Forbidden, "That is not allowed", page);
        Assert.Contains("You cannot follow this user: they have blocked you.", page.Texts("main p"));
        page = await other.PostAsync("/add_message", ("text", "an answer"), ("inReplyTo", asked));
        Assert.Equal(HttpStatusCode.Forbidden, page.Status);
        Assert.Equal(["The author of the message that you answer has blocked you. Nothing was posted."], page.Errors);
        Assert.Equal("an answer", page.Value("text"));
        Assert.Empty(await Stored.MessagesOfAsync(foo));

        // What they read is what everybody reads.
        Assert.Equal(["a question"], (await other.GetAsync($"/{me}")).Messages.Select(message => message.Text));
        Assert.Equal([$"/{me}/follow Follow user"], Offers(await other.GetAsync($"/{me}"), ".profile > form"));
    }

    [Fact]
    public async Task The_settings_list_them_with_a_way_back()
    {
        var (me, foo, bar) = (NewName("me"), NewName("foo bar"), NewName("bar"));
        await RegisteredAsync(foo);
        await RegisteredAsync(bar);
        var visitor = await SignedInAsync(me);
        Assert.Equal(["You block nobody."], (await visitor.GetAsync("/settings")).Texts("[aria-labelledby=blocked] .hint"));
        var address = "/" + Uri.EscapeDataString(foo);
        await visitor.PostAsync($"{address}/block");
        await visitor.PostAsync($"/{bar}/mute");

        var page = await visitor.GetAsync("/settings");
        Assert.Equal([$"{address}/unblock?return=%2Fsettings Unblock {foo}"], Offers(page, "[aria-labelledby=blocked] form"));
        Assert.Equal([$"/{bar}/unmute?return=%2Fsettings Unmute {bar}"], Offers(page, "[aria-labelledby=muted] form"));
        page = await visitor.PostAsync($"{address}/unblock?return=%2Fsettings");
        Assert.Equal(["/settings"], page.Redirects);
        Assert.Equal([$"You no longer block \"{foo}\""], page.Flashes);
        Assert.Equal([$"mute {bar}"], await Stored.HiddenByAsync(me));
        await visitor.PostAsync($"/{bar}/unmute?return=%2Fsettings");
        Assert.Equal(["You mute nobody."], (await visitor.GetAsync("/settings")).Texts("[aria-labelledby=muted] .hint"));
    }

    [Fact]
    public async Task Who_blocks_many_finds_all_of_them()
    {
        var me = NewName("me");
        var visitor = await SignedInAsync(me);
        await Stack.Database.ChangeAsync(
            """
            WITH other AS (
                INSERT INTO users (name, normalized_name, email, password_hash)
                SELECT name, upper(name), '', '' FROM (SELECT n || ' of ' || $1 FROM generate_series(1, 35) n) names (name) RETURNING id)
            INSERT INTO blocks (user_id, other_id, is_mute) SELECT users.id, other.id, false FROM users, other WHERE users.name = $1
            """,
            me
        );

        var first = await visitor.GetAsync("/settings");
        var second = await visitor.GetAsync(first.Link("older →").Split('#')[0]);

        Assert.Equal(30, first.Texts("[aria-labelledby=blocked] li").Count);
        Assert.Equal(5, second.Texts("[aria-labelledby=blocked] li").Count);
        Assert.Equal(
            35,
            first.Texts("[aria-labelledby=blocked] bdi").Concat(second.Texts("[aria-labelledby=blocked] bdi")).Distinct().Count()
        );
        Assert.Equal("/settings#blocked", second.Link("newest"));
    }

    [Theory]
    [InlineData("block")]
    [InlineData("unblock")]
    [InlineData("mute")]
    [InlineData("unmute")]
    public async Task It_takes_a_session_and_somebody_else_and_no_link(string act)
    {
        var (me, foo) = (NewName("me"), NewName("foo"));
        await RegisteredAsync(foo);
        var visitor = await SignedInAsync(me);

        AssertStatus(HttpStatusCode.Unauthorized, "Please sign in", await Visit().PostAsync($"/{foo}/{act}"));
        AssertStatus(HttpStatusCode.NotFound, "Nothing here", await visitor.PostAsync($"/{NewName()}/{act}"));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await visitor.GetAsync($"/{foo}/{act}")).Status);
        if (!act.StartsWith("un", StringComparison.Ordinal))
        {
            var page = await visitor.PostAsync($"/{me}/{act}");
            Assert.Equal(HttpStatusCode.BadRequest, page.Status);
            Assert.Contains($"You cannot {act} yourself", page.Texts("main p"));
        }

        Assert.Empty(await Stored.HiddenByAsync(me));
    }

    [Fact]
    public async Task The_signed_out_and_oneself_are_offered_nothing()
    {
        var (me, foo) = (NewName("me"), NewName("foo"));
        await RegisteredAsync(foo);
        var visitor = await SignedInAsync(me);
        await visitor.PostAsync($"/{foo}/block");
        await Seed.PostAsync(Stack, foo, ["said by foo"]);

        var page = await GetUntilAsync(Visit(), $"/{foo}", page => page.Messages.Count > 0);
        Assert.Empty(page.Document.QuerySelectorAll(".more, .profile form"));
        Assert.Equal(["said by foo"], page.Messages.Select(message => message.Text));
        Assert.Empty((await visitor.GetAsync($"/{me}")).Document.QuerySelectorAll(".more"));
    }

    /// <summary>The forms' addresses and their buttons' texts.</summary>
    private static IEnumerable<string> Offers(Page page, string forms) =>
        page
            .Document.QuerySelectorAll(forms)
            .Select(form => $"{form.GetAttribute("action")} {form.QuerySelector("button")!.TextContent.Trim()}");
}
