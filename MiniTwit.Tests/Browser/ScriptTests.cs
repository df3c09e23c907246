using System.IO.Compression;
using Microsoft.Playwright;
using MiniTwit.Tests.Stack;
using MiniTwit.Tests.Web;

namespace MiniTwit.Tests.Browser;

/// <summary>What pages are with and without the script, what they weigh, and that nothing on them moves.</summary>
public sealed class ScriptTests(StackFixture stack, Chromium chromium, Showcase show) : SceneTest(stack, chromium, show)
{
    private const int KB = 1000;

    // Long after the page was painted, as over a slow line.
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Times_are_the_readers_where_scripts_run(bool scripts)
    {
        var name = NewName();
        var visitor = await SignedInAsync(name);
        foreach (
            var (text, age) in new[] { ("days", "40 days"), ("hours", "3 hours 5 minutes"), ("minutes", "5 minutes"), ("just", "1 second") }
        )
        {
            await ShareAsync(visitor, text);
            await Stack.Database.ChangeAsync(
                $"UPDATE messages SET posted_at = now() - interval '{age}' WHERE id = (SELECT max(id) FROM messages WHERE text = $1)",
                text
            );
        }

        var page = await OpenHomeAsync(visitor, new() { JavaScriptEnabled = scripts, TimezoneId = "Pacific/Auckland" });
        var times = page.Locator(".message time");

        if (!scripts)
        {
            Assert.All(await times.AllInnerTextsAsync(), text => Assert.EndsWith(" UTC", text));
            return;
        }

        await Assertions.Expect(times.First).ToHaveTextAsync("now");
        var shown = await times.AllInnerTextsAsync();
        Assert.Equal(["now", "5 min", "3 h"], shown.Take(3));
        Assert.Matches(@"^\d{1,2} \w{3,4} \d{4}$", shown[3]);
        Assert.All(
            await times.EvaluateAllAsync<string[]>("all => all.map(time => time.title)"),
            title => Assert.Matches(@"^\d{1,2} \w{3,4} \d{4}, \d\d:\d\d:\d\d GMT\+1[23]", title)
        );
        var minutes = DateTimeOffset.Parse((await times.Nth(1).GetAttributeAsync("datetime"))!).Minute;
        Assert.Contains($":{minutes:00}:", await times.Nth(1).GetAttributeAsync("title"));
    }

    [Fact]
    public async Task Times_go_on()
    {
        var visitor = await SignedInAsync(NewName());
        await ShareAsync(visitor, "now");
        var page = await OpenHomeAsync(visitor, clock: true);
        await Assertions.Expect(page.Locator(".message time")).ToHaveTextAsync("now");

        await page.Clock.RunForAsync(125_000);

        await Assertions.Expect(page.Locator(".message time")).ToHaveTextAsync("2 min");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_message_is_deleted_and_brought_back_with_and_without_scripts(bool scripts)
    {
        var visitor = await SignedInAsync(NewName());
        await ShareAsync(visitor, "stays");
        await ShareAsync(visitor, "goes");
        var page = await OpenHomeAsync(visitor, new() { JavaScriptEnabled = scripts });
        var (texts, flash) = (page.Locator(".message .text"), page.Locator(".flashes"));

        await page.GetByRole(AriaRole.Button, new() { Name = "Delete" }).First.ClickAsync();
        await Assertions.Expect(flash).ToHaveTextAsync("Your message was deleted");
        await Assertions.Expect(texts).ToHaveTextAsync(["stays"]);
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();

        await Assertions.Expect(flash).ToHaveTextAsync("Your message is back");
        await Assertions.Expect(texts).ToHaveTextAsync(["goes", "stays"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_long_message_is_folded_in_lists(bool scripts)
    {
        var visitor = await SignedInAsync(NewName());
        var (twelve, many) = (Lines(12), Lines(40));
        await ShareAsync(visitor, twelve);
        await ShareAsync(visitor, many);
        var page = await OpenHomeAsync(visitor, new() { JavaScriptEnabled = scripts });
        var texts = page.Locator(".message .text");

        var heights = new[] { await HeightAsync(texts.First), await HeightAsync(texts.Nth(1)) };
        Assert.Equal(heights[1], heights[0], 1.0);
        Assert.Equal(many, await texts.First.TextContentAsync());
        var more = page.GetByRole(AriaRole.Link, new() { Name = "Show more" });
        var address = await more.GetAttributeAsync("href");
        await more.ClickAsync();

        await ArrivedAsync(page, address!);
        Assert.InRange(await HeightAsync(texts), 3 * heights[0], double.MaxValue);
        await Assertions.Expect(more).ToHaveCountAsync(0);

        static async Task<double> HeightAsync(ILocator text) => (await text.BoundingBoxAsync())!.Height;
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(375)]
    [InlineData(320)]
    public async Task Nothing_moves_once_it_is_shown(int width)
    {
        var options = new BrowserNewContextOptions
        {
            ViewportSize = new() { Width = width, Height = 900 },
            TimezoneId = "America/St_Johns",
        };
        var page = await (await OpenBrowserAsync(options)).NewPageAsync();
        await SignInAsync(page.Context, Show.AsReader);
        await page.AddInitScriptAsync(WatchShifts);
        await page.GotoAsync("/");
        await page.Locator("#text").FillAsync("1\n2\n3\n4\n5\n6\n7\n8\n9");
        await page.RouteAsync(
            "**/js/*",
            async route =>
            {
                await Task.Delay(Late, TestContext.Current.CancellationToken);
                await route.ContinueAsync();
            }
        );

        foreach (
            var path in new[]
            {
                "/",
                "/public",
                "/" + Uri.EscapeDataString(Show.Author),
                $"/{Show.LongName}",
                $"/{Show.Reader}/status/{Show.MessageId}",
            }
        )
        {
            await page.GotoAsync(path);
            await Assertions.Expect(page.Locator("#show-keys")).ToBeEnabledAsync();
            await page.WaitForTimeoutAsync(300);
            Assert.Empty(await page.EvaluateAsync<string[]>("shifts"));
        }

        // Else the above would prove nothing.
        await page.EvaluateAsync(
            "document.querySelector('main').prepend(Object.assign(document.createElement('h2'), { textContent: 'moves' }))"
        );
        await page.WaitForTimeoutAsync(300);
        Assert.NotEmpty(await page.EvaluateAsync<string[]>("shifts"));
        await page.EvaluateAsync("localStorage.clear()");
    }

    [Fact]
    public async Task A_page_is_light()
    {
        var page = await (await OpenBrowserAsync()).NewPageAsync();
        var bodies = new List<Task<(string Type, string Path, byte[] Body)>>();
        // All but what goes on for as long as the page is shown.
        page.Response += (_, response) =>
        {
            if (response.Request.ResourceType != "eventsource")
            {
                bodies.Add(ReadAsync(response));
            }
        };
        await page.GotoAsync("/public", new() { WaitUntil = WaitUntilState.NetworkIdle });

        var loaded = await Task.WhenAll(bodies).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        Assert.Equal(30, await page.Locator(".message").CountAsync());
        Assert.InRange(Assert.Single(loaded, file => file.Type == "script").Body.Length, 1 * KB, 12 * KB);
        Assert.InRange(Assert.Single(loaded, file => file.Type == "stylesheet").Body.Length, 1 * KB, 20 * KB);
        // As the edge sends them, and what a picture comes with as well.
        Assert.InRange(loaded.Sum(file => Packed(file.Body) + 300), 5 * KB, 50 * KB);
    }

    private static async Task<(string Type, string Path, byte[] Body)> ReadAsync(IResponse response) =>
        (response.Request.ResourceType, new Uri(response.Url).AbsolutePath, await response.BodyAsync());

    private static long Packed(byte[] body)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(body);
        }

        return packed.Length;
    }

    private static string Lines(int count) => string.Join('\n', Enumerable.Range(1, count));

    private async Task<IPage> OpenHomeAsync(Visitor visitor, BrowserNewContextOptions? options = null, bool clock = false)
    {
        var context = await OpenBrowserAsync(options);
        await SignInAsync(context, visitor);
        var page = await context.NewPageAsync();
        if (clock)
        {
            await page.Clock.InstallAsync();
        }

        await page.GotoAsync("/");
        return page;
    }
}
