using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Browser;

public sealed class LookingAheadTests(StackFixture stack, Chromium chromium) : BrowserTest(stack, chromium)
{
    [Fact]
    public async Task A_browser_that_fetches_ahead_does_not_sign_its_user_out()
    {
        var context = await OpenBrowserAsync(new() { BypassCSP = true });
        await SignInAsync(context, await SignedInAsync(NewName()));
        var page = await context.NewPageAsync();
        await page.GotoAsync("/");

        var answer = await page.RunAndWaitForResponseAsync(
            () => page.EvaluateAsync("document.head.insertAdjacentHTML('beforeend', '<link rel=prefetch href=/logout>')"),
            "**/logout"
        );

        Assert.Equal(403, answer.Status);
        await page.ReloadAsync();
        Assert.Equal("My Timeline | MiniTwit", await page.TitleAsync());
    }
}
