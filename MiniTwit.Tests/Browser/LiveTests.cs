using Microsoft.Playwright;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Browser;

public sealed class LiveTests(StackFixture stack, Chromium chromium) : BrowserTest(stack, chromium)
{
    [Fact]
    public async Task What_is_new_is_told_on_a_bar_and_moves_nothing()
    {
        var (me, other) = (NewName("me"), NewName("other"));
        var they = await SignedInAsync(other);
        await Web.Seed.PostAsync(Stack, other, Enumerable.Range(0, 30).Select(n => FormattableString.Invariant($"before {n}")));
        var visitor = await SignedInAsync(me);
        await visitor.PostAsync($"/{other}/follow");
        var page = await (await OpenBrowserAsync()).NewPageAsync();
        await SignInAsync(page.Context, visitor);
        await page.GotoAsync("/");
        await page.EvaluateAsync("scrollTo(0, 500)");
        var first = page.Locator(".message").First;
        var before = (await first.TextContentAsync(), await page.EvaluateAsync<int>("scrollY"), (await first.BoundingBoxAsync())!.Y);

        await ShareAsync(they, "one");
        await ShareAsync(they, "two");

        var bar = page.GetByRole(AriaRole.Link, new() { Name = "2 new messages" });
        await bar.WaitForAsync();
        Assert.Equal(
            before,
            (await first.TextContentAsync(), await page.EvaluateAsync<int>("scrollY"), (await first.BoundingBoxAsync())!.Y)
        );
        await bar.ClickAsync();
        await page.GetByText("two", new() { Exact = true }).WaitForAsync();
        Assert.Equal(["two", "one"], (await page.Locator(".message .text").AllTextContentsAsync()).Take(2));
    }
}
