using Microsoft.Playwright;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Browser;

public sealed class ScreenshotTests(StackFixture stack, Chromium chromium, Showcase show) : SceneTest(stack, chromium, show)
{
    /// <summary>
    /// For looking at: every page, light and dark, wide and narrow, as PNG files in the folder <c>MINITWIT_SCREENSHOTS</c>. Run it by
    /// <c>dotnet test --project MiniTwit.Tests --explicit only --filter-class '*ScreenshotTests'</c>.
    /// </summary>
    [Theory(Explicit = true)]
    [MemberData(nameof(AllScenes))]
    public async Task Every_page_is_saved_as_a_picture(string scene)
    {
        var folder = Environment.GetEnvironmentVariable("MINITWIT_SCREENSHOTS");
        Assert.False(string.IsNullOrEmpty(folder), "Set MINITWIT_SCREENSHOTS to the folder that the pictures go to.");
        var page = await OpenAsync(scene);

        foreach (var (scheme, width) in Looks)
        {
            await LookAsync(page, scheme, width);
            var file = FormattableString.Invariant($"{scene.Replace(", ", "-", StringComparison.Ordinal).Replace(' ', '_')}-{scheme}-{width}.png");
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, file.ToLowerInvariant()), FullPage = true, Type = ScreenshotType.Png });
            Assert.True(new FileInfo(Path.Combine(folder, file.ToLowerInvariant())).Length > 1000);
        }
    }
}
