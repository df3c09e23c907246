using System.Globalization;
using System.Net;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Web;

public sealed class TimelineTests(StackFixture stack) : WebTest(stack)
{
    [Fact]
    public async Task Signed_out_my_timeline_leads_to_the_public_one()
    {
        var page = await Visit().GetAsync("/");

        Assert.Equal(["/public"], page.Redirects);
        Assert.Equal((HttpStatusCode.OK, "Public Timeline | MiniTwit", "Public Timeline"), (page.Status, page.Title, page.Heading));
        Assert.Equal(["public timeline", "sign up", "sign in"], page.Navigation);
    }

    [Fact]
    public async Task An_empty_timeline_says_so()
    {
        var name = NewName();
        var visitor = await SignedInAsync(name);

        foreach (var path in new[] { "/", $"/{name}" })
        {
            var page = await visitor.GetAsync(path);
            Assert.Empty(page.Messages);
            Assert.Contains("There's no message so far.", page.Source, StringComparison.Ordinal);
        }

        await ShareAsync(visitor, "something");
        Assert.DoesNotContain("no message so far", (await visitor.GetAsync("/")).Source, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Titles_name_the_page()
    {
        var name = NewName();
        var visitor = await SignedInAsync(name);

        Assert.Equal("My Timeline | MiniTwit", (await visitor.GetAsync("/")).Title);
        Assert.Equal("Public Timeline | MiniTwit", (await visitor.GetAsync("/public")).Title);
        Assert.Equal($"{name}'s Timeline | MiniTwit", (await visitor.GetAsync($"/{name}")).Title);
        Assert.Equal("Sign In | MiniTwit", (await Visit().GetAsync("/login")).Title);
        Assert.Equal("Sign Up | MiniTwit", (await Visit().GetAsync("/register")).Title);
    }

    [Fact]
    public async Task Navigation_leads_where_it_says()
    {
        var name = NewName();
        var mine = await (await SignedInAsync(name)).GetAsync("/public");
        var anyones = await Visit().GetAsync("/public");

        Assert.Equal(["my timeline", "public timeline", $"sign out [{name}]"], mine.Navigation);
        Assert.Equal(["public timeline", "sign up", "sign in"], anyones.Navigation);
        Assert.Equal(("/", "/public"), (mine.Link("my timeline"), mine.Link("public timeline")));
        Assert.Equal(("/register", "/login"), (anyones.Link("sign up"), anyones.Link("sign in")));
        Assert.Equal(
            "post /logout",
            Assert.Single(
                mine.Document.QuerySelectorAll("header form").Select(form => $"{form.GetAttribute("method")} {form.GetAttribute("action")}")
            )
        );
    }

    [Fact]
    public async Task A_message_shows_its_author_text_time_and_picture()
    {
        var name = NewName();
        var visitor = await SignedInAsync(name);
        var before = DateTimeOffset.UtcNow;

        var message = Assert.Single((await ShareAsync(visitor, "hello")).Document.QuerySelectorAll(".message"));

        var author = message.QuerySelector("a.author")!;
        Assert.Equal((name, $"/{name}"), (author.TextContent, author.GetAttribute("href")));
        Assert.Equal("hello", message.QuerySelector(".text")!.TextContent);
        Assert.StartsWith("/avatars/", message.QuerySelector("img")!.GetAttribute("src"), StringComparison.Ordinal);
        var time = DateTimeOffset.Parse(message.QuerySelector("time")!.GetAttribute("datetime")!, CultureInfo.InvariantCulture);
        Assert.InRange(time, before.AddSeconds(-2), DateTimeOffset.UtcNow.AddSeconds(2));
        Assert.Equal(time.ToString("d MMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture), message.QuerySelector("time")!.TextContent);
    }

    [Fact]
    public async Task A_user_who_is_not_there_has_no_page()
    {
        AssertStatus(HttpStatusCode.NotFound, "Nothing here", await Visit().GetAsync("/" + NewName()));
    }

    [Fact]
    public async Task What_the_simulator_posts_is_on_the_pages()
    {
        var name = NewName();
        await RegisteredAsync(name);
        await Seed.PostAsync(Stack, name, ["“curly” from the simulator"]);

        Assert.Equal(["“curly” from the simulator"], (await Visit().GetAsync($"/{name}")).Messages.Select(message => message.Text));
    }
}
