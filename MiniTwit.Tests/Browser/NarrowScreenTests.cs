using Microsoft.Playwright;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Browser;

public sealed class NarrowScreenTests(StackFixture stack, Chromium chromium, Showcase show) : SceneTest(stack, chromium, show)
{
    [Theory]
    [MemberData(nameof(AllScenes))]
    public async Task Nothing_reaches_beyond_a_screen_of_320_pixels(string scene)
    {
        var page = await OpenAsync(scene);

        await LookAsync(page, ColorScheme.Light, 320);

        Assert.Equal((320, 320), (await NumberAsync(page, "innerWidth"), await NumberAsync(page, "document.documentElement.scrollWidth")));
        Assert.Equal(
            "",
            await page.EvaluateAsync<string>(
                """
                [...document.querySelectorAll('body *:not(.skip):not(.visually-hidden)')]
                  .filter(e => e.getBoundingClientRect().right > 320.5 || e.getBoundingClientRect().left < -0.5)
                  .map(e => e.outerHTML.slice(0, 100)).join('\n')
                """
            )
        );
    }

    private static Task<int> NumberAsync(IPage page, string expression) => page.EvaluateAsync<int>(expression);
}
