using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Browser;

/// <summary>Every page and every state of it, looked at in all its looks before the next one is opened: opening it is what takes long.</summary>
public sealed class AccessibilityTests(StackFixture stack, Chromium chromium, Showcase show) : SceneTest(stack, chromium, show)
{
    // Of what is found to be right one example is enough: telling of all takes longer than finding it.
    private static readonly AxeRunOptions Options = new() { ResultTypes = [ResultType.Violations] };

    [Theory]
    [MemberData(nameof(AllScenes))]
    public async Task Axe_finds_nothing_in_light_and_dark_wide_and_narrow_and_nothing_is_cut_off(string scene)
    {
        var page = await OpenAsync(scene, bypassPolicy: true);

        foreach (var (scheme, width) in Looks)
        {
            await LookAsync(page, scheme, width);
            await Pictures.SaveAsync(page, scene, scheme, width);
            var result = await RunAxeAsync(page);

            Assert.NotEmpty(result.Passes);
            Assert.Empty(
                result.Violations.SelectMany(violation =>
                    violation.Nodes.Select(node => $"{scheme} {width}: {violation.Id} ({violation.Impact}): {violation.Help}: {node.Html}")
                )
            );
        }

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

    /// <summary>Else the test above would prove nothing.</summary>
    [Fact]
    public async Task Axe_finds_what_is_wrong()
    {
        var page = await (await OpenBrowserAsync()).NewPageAsync();
        await page.SetContentAsync("<p style='color:#999;background:#aaa'>hard to read</p><img src='x'><input>");

        var result = await RunAxeAsync(page);

        Assert.Superset(new HashSet<string> { "color-contrast", "image-alt", "label" }, result.Violations.Select(v => v.Id).ToHashSet());
    }

    private static Task<AxeResult> RunAxeAsync(IPage page) =>
        page.RunAxe(Options).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

    private static Task<int> NumberAsync(IPage page, string expression) => page.EvaluateAsync<int>(expression);
}
