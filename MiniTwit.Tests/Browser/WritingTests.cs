using Microsoft.Playwright;
using MiniTwit.Tests.Stack;
using MiniTwit.Tests.Web;

namespace MiniTwit.Tests.Browser;

/// <summary>What the script adds to the box that messages are written in.</summary>
public sealed class WritingTests(StackFixture stack, Chromium chromium) : BrowserTest(stack, chromium)
{
    [Fact]
    public async Task What_is_too_long_is_not_sent()
    {
        var name = NewName();
        var page = await HomeAsync(await SignedInAsync(name));
        var (text, left, share) = (Text(page), page.Locator(".left"), Share(page));

        await text.FillAsync(Repeat("x", 259));
        await Assertions.Expect(left).ToHaveTextAsync("");
        await text.FillAsync(Repeat("👩‍👩‍👧", 260));
        await Assertions.Expect(left).ToHaveTextAsync("20 left");
        await text.FillAsync(Repeat("e\u0301", 281));
        await Assertions.Expect(left).ToHaveTextAsync("1 too many");
        await Assertions.Expect(share).ToBeDisabledAsync();
        Assert.Equal("A message has at most 280 characters", await text.EvaluateAsync<string>("field => field.validationMessage"));
        await text.PressAsync("Control+Enter");
        Assert.Empty(await Stored.MessagesOfAsync(name));

        await text.FillAsync(Repeat("e\u0301", 280));
        await Assertions.Expect(left).ToHaveTextAsync("0 left");
        await text.PressAsync("Control+Enter");

        await Assertions.Expect(page.Locator(".flashes")).ToHaveTextAsync("Your message was recorded");
        Assert.Equal([Repeat("e\u0301", 280)], await Stored.MessagesOfAsync(name));
    }

    [Fact]
    public async Task It_grows_with_what_is_written()
    {
        var page = await HomeAsync(await SignedInAsync(NewName()));
        var before = (await Text(page).BoundingBoxAsync())!.Height;
        await Text(page).FillAsync("1\n2\n3");
        Assert.Equal(before, (await Text(page).BoundingBoxAsync())!.Height);
        await Text(page).FillAsync("1\n2\n3\n4\n5\n6");

        Assert.InRange((await Text(page).BoundingBoxAsync())!.Height, before + 50, before + 100);
    }

    [Fact]
    public async Task A_draft_is_kept_until_it_is_sent()
    {
        var name = NewName();
        var visitor = await SignedInAsync(name);
        await ShareAsync(visitor, "a question");
        var page = await HomeAsync(visitor);
        await Text(page).FillAsync("a thought\nof two lines");
        var key = await page.Locator("[name=key]").InputValueAsync();
        await page.GotoAsync($"/{name}/status/{await Stored.MessageIdAsync(name)}");
        await Assertions.Expect(Text(page)).ToHaveValueAsync("");
        await Text(page).FillAsync("an answer");

        await page.ReloadAsync();
        await Assertions.Expect(Text(page)).ToHaveValueAsync("an answer");
        await page.GotoAsync("/");
        await Assertions.Expect(Text(page)).ToHaveValueAsync("a thought\nof two lines");
        Assert.Equal(key, await page.Locator("[name=key]").InputValueAsync());
        await Share(page).ClickAsync();
        await Assertions.Expect(page.Locator(".flashes")).ToHaveTextAsync("Your message was recorded");

        await Assertions.Expect(Text(page)).ToHaveValueAsync("");
        await page.ReloadAsync();
        await Assertions.Expect(Text(page)).ToHaveValueAsync("");
        Assert.Equal(["minitwit.draft:"], await KeptAsync(page, name));
        Assert.Equal(["a question", "a thought\nof two lines"], (await Stored.MessagesOfAsync(name)).Order());
    }

    [Fact]
    public async Task What_was_sent_and_not_heard_of_is_not_sent_twice()
    {
        var name = NewName();
        var page = await HomeAsync(await SignedInAsync(name));
        await page.RouteAsync(
            "**/add_message",
            async route =>
            {
                await (await route.FetchAsync(new() { MaxRedirects = 0 })).DisposeAsync();
                await route.AbortAsync();
            },
            new() { Times = 1 }
        );
        await Text(page).FillAsync("once");
        await Share(page).ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync("chrome-error://chromewebdata/");
        Assert.Equal(["once"], await Stored.MessagesOfAsync(name));

        await page.Context.ClearCookiesAsync(new() { Name = "minitwit.flash" });
        await page.GotoAsync("/");
        await Assertions.Expect(Text(page)).ToHaveValueAsync("once");
        await Share(page).ClickAsync();

        await Assertions.Expect(page.Locator(".flashes")).ToHaveTextAsync("Your message was recorded");
        Assert.Equal(["once"], await Stored.MessagesOfAsync(name));
    }

    [Fact]
    public async Task A_draft_is_its_writers_alone_and_gone_with_the_session()
    {
        var (me, other) = (await SignedInAsync(NewName()), await SignedInAsync(NewName("other")));
        var page = await HomeAsync(me);
        await Text(page).FillAsync("for myself");
        await page.Context.ClearCookiesAsync();
        await SignInAsync(page.Context, other);

        await page.GotoAsync("/");
        await Assertions.Expect(page.Locator("#show-keys")).ToBeEnabledAsync();
        Assert.Equal("", await Text(page).InputValueAsync());
        Assert.Empty(await KeptAsync(page, "for myself"));

        await Text(page).FillAsync("mine as well");
        await page.GetByRole(AriaRole.Button, new() { Name = "sign out" }).ClickAsync();
        await Assertions.Expect(page.Locator(".flashes")).ToHaveTextAsync("You were logged out");
        Assert.Equal(0, await page.EvaluateAsync<int>("localStorage.length"));
    }

    // Keys of what the browser keeps for the page whose key or value holds the text; the first part of each.
    private static async Task<string[]> KeptAsync(IPage page, string text) =>
        await page.EvaluateAsync<string[]>(
            "text => Object.entries(localStorage).filter(entry => entry.join().includes(text)).map(([key]) => key.slice(0, 15))",
            text
        );

    private async Task<IPage> HomeAsync(Visitor visitor)
    {
        var context = await OpenBrowserAsync();
        await SignInAsync(context, visitor);
        var page = await context.NewPageAsync();
        await page.GotoAsync("/");
        return page;
    }

    private static string Repeat(string character, int times) => string.Concat(Enumerable.Repeat(character, times));

    private static ILocator Text(IPage page) => page.Locator("#text");

    private static ILocator Share(IPage page) => page.GetByRole(AriaRole.Button, new() { Name = "Share" });
}
