using Deque.AxeCore.Playwright;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Browser;

public sealed class AccessibilityTests(StackFixture stack, Chromium chromium, Showcase show) : SceneTest(stack, chromium, show)
{
    [Theory]
    [MemberData(nameof(AllScenes))]
    public async Task Axe_finds_nothing_in_light_and_dark_wide_and_narrow(string scene)
    {
        var page = await OpenAsync(scene, bypassPolicy: true);

        foreach (var (scheme, width) in Looks)
        {
            await LookAsync(page, scheme, width);
            await Pictures.SaveAsync(page, scene, scheme, width);
            var result = await page.RunAxe().WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

            Assert.NotEmpty(result.Passes);
            Assert.Empty(
                result.Violations.SelectMany(violation =>
                    violation.Nodes.Select(node => $"{scheme} {width}: {violation.Id} ({violation.Impact}): {violation.Help}: {node.Html}")
                )
            );
        }
    }

    /// <summary>Else the test above would prove nothing.</summary>
    [Fact]
    public async Task Axe_finds_what_is_wrong()
    {
        var page = await (await OpenBrowserAsync()).NewPageAsync();
        await page.SetContentAsync("<p style='color:#999;background:#aaa'>hard to read</p><img src='x'><input>");

        var result = await page.RunAxe().WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

        Assert.Superset(new HashSet<string> { "color-contrast", "image-alt", "label" }, result.Violations.Select(v => v.Id).ToHashSet());
    }
}
