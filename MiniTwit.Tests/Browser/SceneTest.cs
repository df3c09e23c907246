using Microsoft.Playwright;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Browser;

/// <summary>Tests that look at every page there is.</summary>
public abstract class SceneTest(StackFixture stack, Chromium chromium, Showcase show) : BrowserTest(stack, chromium)
{
    protected Showcase Show => show;

    public static TheoryData<string> AllScenes => [.. Scenes.Names];

    /// <summary>Both schemes and both widths. No rule of the style sheet asks for a scheme and a width at once, so two looks show all there is.</summary>
    protected static (ColorScheme Scheme, int Width)[] Looks => [(ColorScheme.Light, 1280), (ColorScheme.Dark, 375)];

    /// <summary>Opens a page in a browser of its own.</summary>
    /// <param name="name">The scene.</param>
    /// <param name="bypassPolicy">Lets a test put scripts of its own into pages that allow none.</param>
    protected async Task<IPage> OpenAsync(string name, bool bypassPolicy = false)
    {
        var scene = Scenes.Of(name);
        var context = await OpenBrowserAsync(new() { BypassCSP = bypassPolicy, ReducedMotion = ReducedMotion.Reduce });
        if (scene.As is not null)
        {
            await SignInAsync(context, scene.As(show));
        }

        var page = await context.NewPageAsync();
        await scene.OpenAsync(page, show);
        return page;
    }

    protected static async Task LookAsync(IPage page, ColorScheme scheme, int width)
    {
        await page.EmulateMediaAsync(new() { ColorScheme = scheme });
        await page.SetViewportSizeAsync(width, 900);

        // The browser says it is done before the page is as wide. (Waiting in the page would need an eval, which pages forbid.)
        for (var tries = 0; tries < 100 && await page.EvaluateAsync<int>("innerWidth") != width; tries++)
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }
}
