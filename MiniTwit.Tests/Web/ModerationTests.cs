using System.Net;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Web;

/// <summary>Reporting, and what administrators do, without scripts.</summary>
public sealed class ModerationTests(StackFixture stack) : WebTest(stack)
{
    [Fact]
    public async Task A_message_is_reported_and_decided_on()
    {
        var (author, reader, admin) = (NewName("author"), NewName("reader"), NewName("admin"));
        var (them, me, administrator) = (await SignedInAsync(author), await SignedInAsync(reader), await AdministratorAsync(admin));
        await ShareAsync(them, "buy <this>");
        var id = await Stored.MessageIdAsync(author);

        var form = await me.GetAsync((await me.GetAsync($"/{author}")).Link($"Report what {author} said"));
        Assert.Equal("Report a message", form.Heading);
        var refused = await me.PostAsync($"/{author}/status/{id}/report", ("comment", "more"));
        Assert.Equal(["Choose what is wrong with the message"], refused.Errors);
        Assert.Equal("more", refused.Value("comment"));
        var page = await me.PostAsync($"/{author}/status/{id}/report", ("reason", "spam"), ("comment", "it is <sold>"));
        Assert.Equal(["Thank you, the message was reported"], page.Flashes);

        var queue = await administrator.GetAsync((await administrator.GetAsync("/public")).Link("moderation"));
        Assert.Equal("Reported messages", queue.Heading);
        var item = queue.Document.QuerySelector($".messages > li:has(input[name=id][value='{id}'])")!;
        Assert.Equal("buy <this>", item.QuerySelector(".text")!.TextContent);
        Assert.Equal("It is spam: it is <sold>", item.QuerySelector(".decision li")!.TextContent.Trim());
        page = await administrator.PostAsync(
            item.QuerySelector("form")!.GetAttribute("action")!,
            ("id", id),
            ("username", author),
            ("note", "an <advert>"),
            ("act", "hide")
        );
        Assert.Equal(["The message is hidden"], page.Flashes);
        Assert.Equal("Reported messages", page.Heading);
        Assert.Equal(HttpStatusCode.NotFound, (await me.GetAsync($"/{author}/status/{id}")).Status);
        Assert.Empty((await them.GetAsync($"/{author}")).Messages);

        var log = await administrator.GetAsync(queue.Link("What administrators did"));
        var entry = log.Document.QuerySelector($".messages > li:has(input[value='{id}'])")!;
        Assert.Contains($"{admin} hid a message of {author}", entry.TextContent, StringComparison.Ordinal);
        Assert.Contains("Note: an <advert>", entry.TextContent, StringComparison.Ordinal);
        page = await administrator.PostAsync(entry.QuerySelector("form")!.GetAttribute("action")!, ("id", id), ("act", "unhide"));
        Assert.Equal(["The message is no longer hidden"], page.Flashes);
        Assert.Equal(HttpStatusCode.OK, (await me.GetAsync($"/{author}/status/{id}")).Status);
    }

    [Fact]
    public async Task A_suspended_user_is_told_and_shown_so()
    {
        var (name, admin) = (NewName(), NewName("admin"));
        var (visitor, administrator) = (await SignedInAsync(name), await AdministratorAsync(admin));

        var page = await administrator.PostAsync("/admin/act", ("username", name), ("act", "suspend"));
        Assert.Equal(["The user is suspended"], page.Flashes);

        Assert.Equal(["This account is suspended"], (await administrator.GetAsync($"/{name}")).Texts(".empty"));
        AssertStatus(HttpStatusCode.Unauthorized, "Please sign in", await visitor.GetAsync("/settings"));
        Assert.Equal(["This account is suspended"], (await SignInAsync(Visit(), name)).Errors);

        page = await administrator.PostAsync("/admin/act?return=%2Fadmin%2Flog", ("username", name), ("act", "unsuspend"));
        Assert.Equal(["The user is no longer suspended"], page.Flashes);
        Assert.Equal("What administrators did", page.Heading);
        Assert.Equal(["You were logged in"], (await SignInAsync(Visit(), name)).Flashes);
    }

    [Fact]
    public async Task Others_see_nothing_of_it()
    {
        var name = NewName();
        var visitor = await SignedInAsync(name);

        Assert.DoesNotContain("/admin", (await visitor.GetAsync("/")).Source, StringComparison.Ordinal);
        foreach (var path in new[] { "/admin", "/admin/log" })
        {
            AssertStatus(HttpStatusCode.Forbidden, "That is not allowed", await visitor.GetAsync(path));
            AssertStatus(HttpStatusCode.Unauthorized, "Please sign in", await Visit().GetAsync(path));
        }

        AssertStatus(
            HttpStatusCode.Forbidden,
            "That is not allowed",
            await visitor.PostAsync("/admin/act", ("username", name), ("act", "suspend"))
        );
        AssertStatus(
            HttpStatusCode.BadRequest,
            "That did not work",
            await visitor.PostAsync("/admin/act", ("act", "promote"), ("id", "1"))
        );
        Assert.Equal(1, await Stored.SessionsOfAsync(name));
    }
}
