using System.Net;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Web;

public sealed class ConversationTests(StackFixture stack) : WebTest(stack)
{
    [Fact]
    public async Task What_a_text_holds_is_links()
    {
        var (name, other, tag) = (NewName(), NewName("Other Person"), $"t{Guid.NewGuid():N}"[..12]);
        await RegisteredAsync(other);
        var visitor = await SignedInAsync(name);
        var text = $"@{other} <script> #{tag} \"https://example.org/?a=1&b='2'\" end";

        var page = await ShareAsync(visitor, text);

        Assert.Equal(text, page.Messages[0].Text);
        var links = page.Document.QuerySelectorAll(".message .text a");
        Assert.Equal(
            [$"/{Uri.EscapeDataString(other)}", $"/messages/tagged/{tag}", "https://example.org/?a=1&b='2"],
            links.Select(link => link.GetAttribute("href"))
        );
        Assert.Equal([null, null, "nofollow noopener ugc"], links.Select(link => link.GetAttribute("rel")));
        var tagged = await GetUntilAsync(Visit(), $"/messages/tagged/{tag.ToUpperInvariant()}", found => found.Messages.Count > 0);
        Assert.Equal((text, $"#{tag.ToUpperInvariant()}"), (Assert.Single(tagged.Messages).Text, tagged.Heading));
        Assert.Equal(HttpStatusCode.NotFound, (await Visit().GetAsync("/messages/tagged/2026")).Status);
    }

    [Fact]
    public async Task A_message_is_answered_on_its_page()
    {
        var (name, other) = (NewName(), NewName("other"));
        var (me, them) = (await SignedInAsync(name), await SignedInAsync(other));
        await ShareAsync(me, "a question");
        var address = $"/{name}/status/{await Stored.MessageIdAsync(name)}";

        var form = (await them.GetAsync(address)).First("#answer form");
        var page = await them.PostAsync(
            "/add_message",
            ("text", "an answer"),
            ("inReplyTo", form.QuerySelector("[name=inReplyTo]")!.GetAttribute("value")!)
        );

        Assert.Equal(["Your message was recorded"], page.Flashes);
        Assert.Equal(["a question", "an answer"], page.Messages.Select(message => message.Text));
        Assert.Equal(address, page.Redirects[^1]);
        var answer = await them.GetAsync($"/{other}/status/{await Stored.MessageIdAsync(other)}");
        Assert.Equal(["a question", "an answer"], answer.Messages.Select(message => message.Text));
        Assert.Null((await Visit().GetAsync(address)).Document.QuerySelector("main form"));

        await me.PostAsync(address + "/delete");
        answer = await them.GetAsync($"/{other}/status/{await Stored.MessageIdAsync(other)}");
        Assert.Equal(["an answer"], answer.Messages.Select(message => message.Text));
        Assert.Contains("no longer there", answer.Source, StringComparison.Ordinal);
        page = await them.PostAsync("/add_message", ("text", "too late"), ("inReplyTo", address.Split('/')[^1]));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "too late"), (page.Status, page.Value("text")));
        Assert.Equal(address.Split('/')[^1], page.Value("inReplyTo"));
    }

    [Fact]
    public async Task Mentions_are_counted_until_they_are_looked_at()
    {
        var (name, other) = (NewName(), NewName("other"));
        var (me, them) = (await SignedInAsync(name), await SignedInAsync(other));
        await ShareAsync(them, $"one for @{name}");
        await ShareAsync(them, $"two for @{name}");

        Assert.Equal("2 new", Unread(await me.GetAsync("/public")));
        Assert.Equal("2 new", Unread(await me.GetAsync("/")));
        var mentions = await me.GetAsync("/messages/mentions");

        Assert.Equal([$"two for @{name}", $"one for @{name}"], mentions.Messages.Select(message => message.Text));
        Assert.Null(Unread(mentions));
        Assert.Null(Unread(await me.GetAsync("/")));
        Assert.Equal(HttpStatusCode.Unauthorized, (await Visit().GetAsync("/messages/mentions")).Status);
    }

    [Fact]
    public async Task A_message_is_found_by_its_number_alone()
    {
        var name = NewName("Some One");
        await ShareAsync(await SignedInAsync(name), "mine");
        var id = await Stored.MessageIdAsync(name);

        var page = await Visit().GetAsync($"/status/{id}");

        Assert.Equal([$"/{Uri.EscapeDataString(name)}/status/{id}"], page.Redirects);
        Assert.Equal(["mine"], page.Messages.Select(message => message.Text));
        Assert.Equal(HttpStatusCode.NotFound, (await Visit().GetAsync("/status/0")).Status);
    }

    [Fact]
    public async Task A_click_on_the_own_name_leads_to_the_own_page()
    {
        var name = NewName("Some One");
        var visitor = await SignedInAsync(name);

        var page = await visitor.GetAsync("/public");

        Assert.Equal($"/{Uri.EscapeDataString(name)}", page.Link(name));
        Assert.Equal("sign out", page.First("header form button").TextContent);
    }

    private static string? Unread(Page page) => page.Document.QuerySelector(".unread")?.TextContent;
}
