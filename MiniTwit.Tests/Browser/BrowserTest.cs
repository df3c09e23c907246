using Microsoft.Playwright;
using MiniTwit.Tests.Stack;
using MiniTwit.Tests.Web;

namespace MiniTwit.Tests.Browser;

/// <summary>Tests that look at the running pages in a real browser.</summary>
[Collection(InChromium.Name)]
public abstract class BrowserTest(StackFixture stack, Chromium chromium) : WebTest(stack), IAsyncLifetime
{
    /// <summary>To run on a page from its first moment: collects in <c>shifts</c> how far what had been painted moved, and what it was.</summary>
    private protected const string WatchShifts = """
        window.shifts = [];
        new PerformanceObserver(list => list.getEntries().forEach(entry => entry.hadRecentInput || window.shifts.push(
          `${entry.value} ${entry.sources.map(source => (source.node?.outerHTML ?? source.node?.parentElement?.outerHTML)?.slice(0, 120))}`)))
          .observe({ type: 'layout-shift', buffered: true });
        """;

    private readonly List<IBrowserContext> _contexts = [];

    /// <inheritdoc />
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var context in _contexts)
        {
            await context.CloseAsync();
        }

        Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>A browser with nothing in its jar, whose every wait ends.</summary>
    protected async Task<IBrowserContext> OpenBrowserAsync(BrowserNewContextOptions? options = null)
    {
        options ??= new();
        options.BaseURL = Stack.Web.GetLeftPart(UriPartial.Authority);
        var context = await chromium.Browser.NewContextAsync(options);
        _contexts.Add(context);
        context.SetDefaultTimeout(Chromium.Patience);
        context.SetDefaultNavigationTimeout(Chromium.Patience);
        return context;
    }

    /// <summary>Waits until the page at a path is there as a whole.</summary>
    /// <remarks>
    /// Playwright's own <c>WaitForURLAsync</c> looks first and listens afterwards (1.64): it waits in vain for a page that came in
    /// between, as on a busy machine they do.
    /// </remarks>
    private protected static Task ArrivedAsync(IPage page, string path) =>
        page.WaitForFunctionAsync("path => location.pathname === path && document.readyState === 'complete'", path);

    /// <summary>A browser drops the keys that are pressed before it has painted a page for the first time, loaded or not.</summary>
    private protected static Task PaintedAsync(IPage page) =>
        page.WaitForFunctionAsync("() => performance.getEntriesByName('first-contentful-paint').length > 0");

    /// <summary>Hands a visitor's session to a browser, for the stack's Web or another replica.</summary>
    private protected Task SignInAsync(IBrowserContext context, Visitor visitor, Uri? at = null) =>
        context.AddCookiesAsync(
            visitor
                .Jar.Where(cookie => cookie.Name == "minitwit.session")
                .Select(cookie => new Cookie
                {
                    Name = cookie.Name,
                    Value = cookie.Value,
                    Url = (at ?? Stack.Web).GetLeftPart(UriPartial.Authority),
                    HttpOnly = true,
                })
        );
}
