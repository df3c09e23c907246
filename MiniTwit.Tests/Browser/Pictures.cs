using Microsoft.Playwright;

namespace MiniTwit.Tests.Browser;

/// <summary>For looking at: with <c>MINITWIT_SCREENSHOTS</c> set to a folder, every page the tests look at is saved there as a PNG file.</summary>
internal static class Pictures
{
    public static async Task SaveAsync(IPage page, string scene, ColorScheme scheme, int width, bool fullPage = true)
    {
        if (Environment.GetEnvironmentVariable("MINITWIT_SCREENSHOTS") is { Length: > 0 } folder)
        {
            var name = scene.Replace(", ", "-", StringComparison.Ordinal).Replace(' ', '_');
            var path = Path.Combine(folder, FormattableString.Invariant($"{name}-{scheme}-{width}.png"));
            await page.ScreenshotAsync(new() { Path = path, FullPage = fullPage });
        }
    }
}
