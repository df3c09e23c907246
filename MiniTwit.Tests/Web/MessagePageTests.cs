using System.Globalization;
using System.Net;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Web;

public sealed class MessagePageTests(StackFixture stack) : WebTest(stack)
{
    [Fact]
    public async Task The_author_deletes_a_message()
    {
        var name = NewName();
        var visitor = await SignedInAsync(name);
        await ShareAsync(visitor, "a slip");
        var address = $"/{name}/status/{await Stored.MessageIdAsync(name)}";

        var own = await visitor.GetAsync(address);
        Assert.Equal(["a slip"], own.Messages.Select(message => message.Text));
        var posted = DateTimeOffset.Parse(own.Messages[0].PostedAt, CultureInfo.InvariantCulture);
        Assert.Equal(
            string.Create(CultureInfo.InvariantCulture, $"{name}'s message of {posted:d MMM yyyy, HH:mm:ss} UTC | MiniTwit"),
            own.Title
        );
        Assert.Equal(address + "/delete", own.First("main form[action$=delete]").GetAttribute("action"));
        var page = await visitor.PostAsync(address + "/delete");

        Assert.Equal(["Your message was deleted"], page.Flashes);
        Assert.Empty(await Stored.MessagesOfAsync(name));
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync(address)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.PostAsync(address + "/delete")).Status);
    }

    [Fact]
    public async Task Nobody_else_deletes_it()
    {
        var (name, other) = (NewName(), await SignedInAsync(NewName("other")));
        await ShareAsync(await SignedInAsync(name), "mine");
        var address = $"/{name}/status/{await Stored.MessageIdAsync(name)}";

        Assert.Null((await other.GetAsync(address)).Document.QuerySelector("main form[action$=delete]"));
        AssertStatus(HttpStatusCode.Forbidden, "That is not allowed", await other.PostAsync(address + "/delete"));
        Assert.Equal(["mine"], await Stored.MessagesOfAsync(name));
    }

    [Fact]
    public async Task A_message_is_found_under_its_author_only()
    {
        var (name, other) = (NewName(), NewName("other"));
        await RegisteredAsync(other);
        await ShareAsync(await SignedInAsync(name), "mine");

        Assert.Equal(HttpStatusCode.NotFound, (await Visit().GetAsync($"/{NewName()}/status/{await Stored.MessageIdAsync(name)}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await Visit().GetAsync($"/{other}/status/{await Stored.MessageIdAsync(name)}")).Status);
    }

    [Fact]
    public async Task A_name_in_another_form_leads_to_the_same_pages()
    {
        var name = NewName("Andr\u00E9");
        await ShareAsync(await SignedInAsync(name), "mine");
        var address = "/" + Uri.EscapeDataString(name.Replace("\u00E9", "e\u0301", StringComparison.Ordinal).ToUpperInvariant());

        Assert.Equal($"{name}'s Timeline", (await Visit().GetAsync(address)).Heading);
        Assert.Equal(
            ["mine"],
            (await Visit().GetAsync($"{address}/status/{await Stored.MessageIdAsync(name)}")).Messages.Select(m => m.Text)
        );
        var follower = await SignedInAsync(NewName());
        Assert.Equal($"{name}'s Timeline", (await follower.GetAsync(address + "/follow")).Heading);
    }
}
