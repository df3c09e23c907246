using Microsoft.Playwright;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Browser;

/// <summary>Single letters lead through a list, and are letters wherever somebody types.</summary>
public sealed class KeyTests(StackFixture stack, Chromium chromium) : BrowserTest(stack, chromium)
{
    [Fact]
    public async Task Keys_lead_through_the_messages()
    {
        var page = await HomeAsync("first", "second", "third");

        await PressAsync(page, "j");
        await ExpectFocusAsync(page, "third");
        await PressAsync(page, "j", "j", "j");
        await ExpectFocusAsync(page, "first");
        await PressAsync(page, "k");
        await ExpectFocusAsync(page, "second");
        await PressAsync(page, "Control+j", "Alt+k", "x");
        await ExpectFocusAsync(page, "second");
        await PressAsync(page, "n");
        await Assertions.Expect(page.Locator("#text")).ToBeFocusedAsync();
        await PressAsync(page, "j", "k", "/", "?");
        await Assertions.Expect(page.Locator("#text")).ToHaveValueAsync("jk/?");
        await page.Locator("#text").BlurAsync();
        await PressAsync(page, "j");
        var address = await page.Locator(".message .when").First.GetAttributeAsync("href");
        await PressAsync(page, "Enter");
        await ArrivedAsync(page, address!);
        await page.GoBackAsync();
        await PressAsync(page, "j", "o");
        await ArrivedAsync(page, address!);
    }

    [Fact]
    public async Task A_dialog_lists_them_and_switches_them_off()
    {
        var page = await HomeAsync("only");
        var dialog = page.GetByRole(AriaRole.Dialog, new() { Name = "Keys" });
        await Assertions.Expect(dialog).ToBeHiddenAsync();

        await PressAsync(page, "?");
        await Assertions.Expect(dialog).ToBeVisibleAsync();
        await PressAsync(page, "j", "Escape");
        await Assertions.Expect(dialog).ToBeHiddenAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Keys" }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Switch them off" }).ClickAsync();
        await page.ReloadAsync();
        await Assertions.Expect(page.Locator("#show-keys")).ToBeEnabledAsync();
        await PressAsync(page, "?", "j");
        await Assertions.Expect(dialog).ToBeHiddenAsync();
        await Assertions.Expect(page.Locator("article:focus")).ToHaveCountAsync(0);

        await page.GetByRole(AriaRole.Button, new() { Name = "Keys" }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Switch them on" }).ClickAsync();
        await page.Locator("h1").ClickAsync();
        await PressAsync(page, "j");
        await ExpectFocusAsync(page, "only");
    }

    [Fact]
    public async Task A_slash_leads_to_the_search()
    {
        var page = await HomeAsync("only");

        await PressAsync(page, "/");

        var found = page.Locator("input[type=search]:focus");
        for (var tries = 0; tries < 100 && await found.CountAsync() == 0 && new Uri(page.Url).AbsolutePath != "/search"; tries++)
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        Assert.True(await found.CountAsync() > 0 || new Uri(page.Url).AbsolutePath == "/search");
    }

    private static async Task PressAsync(IPage page, params string[] keys)
    {
        await PaintedAsync(page);
        foreach (var key in keys)
        {
            await page.Keyboard.PressAsync(key);
        }
    }

    private static Task ExpectFocusAsync(IPage page, string text) =>
        Assertions.Expect(page.Locator("article:focus .text")).ToHaveTextAsync(text);

    private async Task<IPage> HomeAsync(params string[] texts)
    {
        var context = await OpenBrowserAsync();
        var visitor = await SignedInAsync(NewName());
        foreach (var text in texts)
        {
            await ShareAsync(visitor, text);
        }

        await SignInAsync(context, visitor);
        var page = await context.NewPageAsync();
        await page.GotoAsync("/");
        await Assertions.Expect(page.Locator("#show-keys")).ToBeEnabledAsync();
        return page;
    }
}
