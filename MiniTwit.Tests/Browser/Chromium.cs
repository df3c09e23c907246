using Microsoft.Playwright;

namespace MiniTwit.Tests.Browser;

/// <summary>The browser tests, one after the other in one Chromium.</summary>
[CollectionDefinition(Name)]
public sealed class InChromium : ICollectionFixture<Chromium>, ICollectionFixture<Showcase>
{
    public const string Name = "In Chromium";
}

/// <summary>A real Chromium, from <c>MINITWIT_CHROMIUM</c> or where Debian puts it.</summary>
public sealed class Chromium : IAsyncLifetime
{
    /// <summary>How long tests wait for what a page is to do or to show, in milliseconds; an expectation's own five seconds are too few where all tests share two cores.</summary>
    public const float Patience = 30_000;

    private const float Timeout = 60_000;

    // Nothing outside this machine is reached, neither by the pages nor by the browser's own habits.
    private static readonly string[] Arguments =
    [
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--headless",
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1, EXCLUDE ::1",
        .. Environment.IsPrivilegedProcess ? ["--no-sandbox"] : Array.Empty<string>(),
    ];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public IBrowser Browser => _browser ?? throw new InvalidOperationException("Chromium has not started.");

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        var path = Environment.GetEnvironmentVariable("MINITWIT_CHROMIUM") is { Length: > 0 } set ? set : "/usr/bin/chromium";
        Assert.True(
            File.Exists(path),
            $"The browser tests need Chromium, and there is none at {path}. Install it (Debian, Ubuntu: apt-get install chromium fonts-dejavu-core), or set MINITWIT_CHROMIUM to the path of a Chromium or Chrome."
        );
        Assertions.SetDefaultExpectTimeout(Patience);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(
            new()
            {
                ExecutablePath = path,
                Args = Arguments,
                Headless = true,
                Timeout = Timeout,
            }
        );
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }
}
