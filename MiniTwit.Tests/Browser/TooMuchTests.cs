using Microsoft.Playwright;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Browser;

public sealed class TooMuchTests(StackFixture stack, Chromium chromium) : BrowserTest(stack, chromium)
{
    /// <summary>A server that hangs up while the form is still on its way shows people their browser's error page instead.</summary>
    [Theory]
    [InlineData(600_000)]
    [InlineData(5_000_000)]
    public async Task An_enormous_form_is_answered_with_a_page(int length)
    {
        var context = await OpenBrowserAsync();
        await SignInAsync(context, await SignedInAsync(NewName()));
        var page = await context.NewPageAsync();
        await page.GotoAsync("/");

        await page.Locator("#text").FillAsync("long thought about");

        // In the hidden field, since laying out as much text would take the browser longer than the test.
        await page.EvaluateAsync("length => document.querySelector('[name=key]').value = 'x'.repeat(length)", length);
        await page.GetByRole(AriaRole.Button, new() { Name = "Share" }).ClickAsync();
        await ArrivedAsync(page, "/add_message");

        Assert.Equal("That is too much", await page.Locator("h1").InnerTextAsync());
        await page.GoBackAsync();
        Assert.Equal("long thought about", await page.Locator("#text").InputValueAsync());
    }
}
