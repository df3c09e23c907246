using Microsoft.Playwright;
using MiniTwit.ServiceDefaults;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Browser;

/// <summary>A browser for the demo's people, who have the database to themselves while they are looked at.</summary>
[CollectionDefinition(Name)]
public sealed class InDemoWorld : ICollectionFixture<Chromium>
{
    public const string Name = "In the demo world";
}

/// <summary>The pages with the demo's people on them, as <c>./run.sh --seed</c> shows them. The README's pictures are made here.</summary>
[Collection(InDemoWorld.Name)]
public sealed class DemoWorldTests(StackFixture stack, Chromium chromium) : BrowserTest(stack, chromium)
{
    // What browsers' makers call good, in milliseconds: https://web.dev/articles/lcp. Pages here take a tenth of it.
    private const double GoodPaint = 2500;

    private const string WatchPaint = """
        window.painted = 0;
        new PerformanceObserver(list => list.getEntries().forEach(entry => window.painted = entry.startTime))
          .observe({ type: 'largest-contentful-paint', buffered: true });
        """;

    [Fact]
    public async Task They_are_painted_soon_and_stay_where_they_are()
    {
        await Stack.CommandAsync(ResourceNames.Api, "internal-reset");
        await Stack.CommandAsync(ResourceNames.Api, "internal-seed");
        var ada = Visit();
        await SignInAsync(ada, "Ada Lovelace", "minitwit-demo");
        await ada.GetAsync("/");
        var conversation = (await ada.GetAsync("/Grace%20Hopper")).First(".message .when").GetAttribute("href")!;
        var pages = new[]
        {
            ("public", "/public"),
            ("home", "/"),
            ("profile", "/Margaret%20Hamilton"),
            ("conversation", conversation),
            ("tag", "/messages/tagged/operations"),
            ("search", "/search?q=engines"),
        };

        foreach (var (scheme, width, height) in new[] { (ColorScheme.Light, 1280, 900), (ColorScheme.Dark, 375, 812) })
        {
            var context = await OpenBrowserAsync(
                new()
                {
                    ColorScheme = scheme,
                    ViewportSize = new() { Width = width, Height = height },
                }
            );
            await SignInAsync(context, ada);
            var page = await context.NewPageAsync();
            await page.AddInitScriptAsync(WatchPaint + WatchShifts);
            foreach (var (name, path) in pages)
            {
                await page.GotoAsync(path, new() { WaitUntil = WaitUntilState.Load });
                // Told of after it was painted.
                await page.WaitForTimeoutAsync(500);
                await Pictures.SaveAsync(page, $"demo, {name}", scheme, width, fullPage: false);

                var painted = await page.EvaluateAsync<double>("painted");
                TestContext.Current.TestOutputHelper?.WriteLine($"{name} at {width}: largest contentful paint after {painted:0} ms");
                Assert.InRange(painted, 1, GoodPaint);
                Assert.Empty(await page.EvaluateAsync<string[]>("shifts"));
            }
        }
    }
}
