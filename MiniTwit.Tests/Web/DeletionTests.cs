using System.Net;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Web;

/// <summary>Own messages are deleted where they are read, and brought back from there.</summary>
public sealed class DeletionTests(StackFixture stack) : WebTest(stack)
{
    [Fact]
    public async Task A_message_is_deleted_from_a_list_and_brought_back()
    {
        var name = NewName("Some One");
        var visitor = await SignedInAsync(name);
        await Seed.PostAsync(Stack, name, Enumerable.Range(1, 31).Select(n => $"message {n}"));
        var list = "/" + Uri.EscapeDataString(name);
        list += (await visitor.GetAsync(list)).First(".pager [rel=next]").GetAttribute("href");
        var page = await visitor.GetAsync(list);
        Assert.Equal(["message 1"], page.Messages.Select(message => message.Text));

        page = await SubmitAsync(visitor, page, ".message form");

        Assert.Equal(["Your message was deleted"], page.Flashes);
        Assert.Equal(list, page.Redirects[0]);
        Assert.Equal(30, (await Stored.MessagesOfAsync(name)).Count);

        page = await SubmitAsync(visitor, page, ".said form");

        Assert.Equal(["Your message is back"], page.Flashes);
        Assert.Equal(31, (await Stored.MessagesOfAsync(name)).Count);
        Assert.Null(page.Document.QuerySelector(".said form"));
    }

    [Fact]
    public async Task Each_has_the_button_on_what_is_theirs()
    {
        var (name, other) = (NewName(), NewName("other"));
        var (me, them) = (await SignedInAsync(name), await SignedInAsync(other));
        await ShareAsync(me, "mine");
        await ShareAsync(them, $"to @{name}");
        await me.GetAsync($"/{other}/follow");
        var id = await Stored.MessageIdAsync(name);
        await me.PostAsync("/add_message", ("text", "my answer"), ("inReplyTo", id));

        foreach (
            var (path, mine) in new[]
            {
                ("/", 2),
                ("/public", 2),
                ($"/{name}", 2),
                ($"/{other}", 0),
                ("/messages/mentions", 0),
                ($"/{name}/status/{id}", 1),
            }
        )
        {
            var page = await me.GetAsync(path);
            Assert.Equal((path, mine), (path, page.Document.QuerySelectorAll(".message form[action*='/delete']").Length));
            Assert.All(
                page.Document.QuerySelectorAll(".message form"),
                form => Assert.Contains($"/{name}/status/", form.GetAttribute("action"))
            );
        }

        Assert.Empty((await Visit().GetAsync($"/{name}")).Document.QuerySelectorAll(".message form"));
    }

    [Fact]
    public async Task What_is_too_late_is_told()
    {
        var name = NewName();
        var visitor = await SignedInAsync(name);
        await ShareAsync(visitor, "goes");
        var page = await SubmitAsync(visitor, await visitor.GetAsync("/"), ".message form");
        await Stack.Database.ChangeAsync("UPDATE deleted_messages SET deleted_at = now() - interval '11 minutes'");

        page = await SubmitAsync(visitor, page, ".said form");

        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Equal(["It is too late to put that message back"], page.Flashes);
        Assert.Empty(await Stored.MessagesOfAsync(name));
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("javascript:alert(1)")]
    [InlineData("~/public")]
    [InlineData("/\r\nX-Evil: yes")]
    [InlineData("/\u00E9")]
    [InlineData("/logout")]
    [InlineData("")]
    public async Task Nobody_is_led_elsewhere(string back)
    {
        var name = NewName();
        var visitor = await SignedInAsync(name);
        await ShareAsync(visitor, "goes");
        var address = $"/{name}/status/{await Stored.MessageIdAsync(name)}";

        foreach (var act in new[] { "/delete", "/restore" })
        {
            Assert.Equal(["/"], (await visitor.PostAsync($"{address}{act}?return={Uri.EscapeDataString(back)}")).Redirects);
        }
    }

    [Fact]
    public async Task A_second_press_is_one()
    {
        var name = NewName();
        var visitor = await SignedInAsync(name);
        await ShareAsync(visitor, "goes");
        await visitor.GetAsync("/");
        var address = $"/{name}/status/{await Stored.MessageIdAsync(name)}/delete";

        using var first = await visitor.SendAsync(HttpMethod.Post, address);
        var page = await visitor.PostAsync(address);

        Assert.Equal((HttpStatusCode.OK, "My Timeline"), (page.Status, page.Heading));
        Assert.Equal(["Your message was deleted"], page.Flashes);
    }

    private static Task<Page> SubmitAsync(Visitor visitor, Page page, string selector)
    {
        var form = page.First(selector);
        return visitor.PostAsync(
            form.GetAttribute("action")!,
            [.. form.QuerySelectorAll("input").Select(input => (input.GetAttribute("name")!, input.GetAttribute("value")!))]
        );
    }
}
