using System.Net;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Web;

public sealed class PostingTests(StackFixture stack) : WebTest(stack)
{
    [Fact]
    public async Task Posting_leads_to_my_timeline_says_so_and_shows_the_message()
    {
        var name = NewName();
        var visitor = await SignedInAsync(name);

        var page = await ShareAsync(visitor, "test message 1");

        Assert.Equal(["/"], page.Redirects);
        Assert.Equal(["Your message was recorded"], page.Flashes);
        Assert.Equal([(name, "test message 1")], page.Messages.Select(message => (message.Author, message.Text)));
        var seen = await GetUntilAsync(Visit(), "/public", shown => shown.Messages.Any(m => m.Author == name));
        Assert.Contains("test message 1", seen.Messages.Where(m => m.Author == name).Select(m => m.Text));
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("\r\n\t")]
    [InlineData("\u200B")]
    [InlineData("\u2063\u2064")]
    [InlineData("\uFEFF")]
    [InlineData("\u3164")]
    [InlineData("\u2800\r\n\u2800")]
    [InlineData(null)]
    public async Task An_empty_text_records_nothing_and_asks_for_one(string? text)
    {
        var name = NewName();
        var visitor = await SignedInAsync(name);

        var page = text is null ? await visitor.PostAsync("/add_message") : await ShareAsync(visitor, text);

        Assert.Equal(["/"], page.Redirects);
        Assert.Empty(page.Flashes);
        Assert.Equal(["You have to enter a message"], page.Errors);
        Assert.Empty(await Stored.MessagesOfAsync(name));
        Assert.Empty((await visitor.GetAsync("/")).Errors);
    }

    [Fact]
    public async Task Who_is_signed_out_may_not_post()
    {
        var page = await ShareAsync(Visit(), "test");

        Assert.Empty(page.Redirects);
        AssertStatus(HttpStatusCode.Unauthorized, "Please sign in", page);
    }

    [Fact]
    public async Task Text_is_escaped_in_the_source_and_unchanged_on_the_page()
    {
        const string Text = "<test message 2> & \"quotes\" 'single' 🙂";
        var visitor = await SignedInAsync(NewName());

        var page = await ShareAsync(visitor, Text);

        Assert.Contains("&lt;test message 2&gt; &amp; &#34;quotes&#34; 'single' 🙂", page.Source, StringComparison.Ordinal);
        Assert.DoesNotContain("<test message 2>", page.Source, StringComparison.Ordinal);
        Assert.Equal([Text], page.Messages.Select(message => message.Text));
    }

    [Fact]
    public async Task The_same_form_sent_twice_gives_one_message()
    {
        var name = NewName();
        var visitor = await SignedInAsync(name);
        var key = Assert.Single((await visitor.GetAsync("/")).Document.QuerySelectorAll("form.compose input[type=hidden]"));
        (string, string)[] form = [("text", "twice"), (key.GetAttribute("name")!, key.GetAttribute("value")!)];

        var answers = await Task.WhenAll(visitor.PostAsync("/add_message", form), visitor.PostAsync("/add_message", form));

        Assert.All(answers, page => Assert.Equal((HttpStatusCode.OK, "My Timeline | MiniTwit"), (page.Status, page.Title)));
        Assert.Equal(["twice"], await Stored.MessagesOfAsync(name));
    }

    [Fact]
    public async Task Another_text_in_an_old_form_is_another_message()
    {
        var name = NewName();
        var visitor = await SignedInAsync(name);
        var key = (await visitor.GetAsync("/")).Value("key")!;

        await visitor.PostAsync("/add_message", ("text", "one"), ("key", key));
        await visitor.PostAsync("/add_message", ("text", "two"), ("key", key));

        Assert.Equal(["one", "two"], await Stored.MessagesOfAsync(name));
    }

    [Fact]
    public async Task The_same_text_without_a_form_is_two_messages()
    {
        var name = NewName();
        var visitor = await SignedInAsync(name);

        await ShareAsync(visitor, "again");
        await ShareAsync(visitor, "again");

        Assert.Equal(["again", "again"], await Stored.MessagesOfAsync(name));
    }

    [Fact]
    public async Task Every_form_has_a_key_of_its_own()
    {
        var visitor = await SignedInAsync(NewName());

        Assert.NotEqual((await visitor.GetAsync("/")).Value("key"), (await visitor.GetAsync("/")).Value("key"));
    }
}
