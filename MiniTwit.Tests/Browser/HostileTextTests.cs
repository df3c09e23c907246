using Microsoft.Playwright;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Browser;

/// <summary>With the pages' policy switched off, so that escaping alone has to hold.</summary>
public sealed class HostileTextTests(StackFixture stack, Chromium chromium) : BrowserTest(stack, chromium)
{
    [Fact]
    public async Task Nothing_in_a_message_is_executed()
    {
        var me = NewName("me");
        var visitor = await SignedInAsync(me);
        var (page, alarms) = await WatchedPageAsync();
        await SignInAsync(page.Context, visitor);

        foreach (var payload in Payloads.All)
        {
            await ShareAsync(visitor, payload);
        }

        foreach (var path in new[] { "/", "/public", "/" + me })
        {
            await page.GotoAsync(path);
            await SettleAsync(page);
        }

        Assert.Equal(Payloads.All.Reverse(), await page.Locator(".message .text").AllTextContentsAsync());
        Assert.Empty(alarms);
    }

    [Fact]
    public async Task Nothing_in_a_name_or_a_refused_field_is_executed()
    {
        var (page, alarms) = await WatchedPageAsync();
        var taken = 0;
        // As many in a name as it has room for.
        var payloads = Payloads.InTexts(51);
        foreach (var payload in payloads)
        {
            // A name as given can be refused, and then stands in the form's field; else it stands on all the user's pages.
            var name = NewName(payload.Replace("/", "", StringComparison.Ordinal));
            await page.GotoAsync("/register");
            foreach (var (index, text) in new[] { name, payload + "@x", "x", "y" }.Index())
            {
                await page.Locator("input").Nth(index).FillAsync(text);
            }

            await page.Locator("input").Nth(4).ClickAsync();
            await SettleAsync(page);
            Assert.Equal("The two passwords do not match", await page.Locator(".error").InnerTextAsync());
            Assert.Equal(name, await page.Locator("input").Nth(0).InputValueAsync());
            await page.Locator("input").Nth(2).FillAsync(Password);
            await page.Locator("input").Nth(3).FillAsync(Password);
            await page.Locator("input").Nth(4).ClickAsync();
            await page.WaitForSelectorAsync(".error, .flashes");
            if (await page.Locator(".flashes").CountAsync() == 0)
            {
                continue;
            }

            taken++;
            await page.GotoAsync("/" + Uri.EscapeDataString(name));
            await SettleAsync(page);
            Assert.Equal(name + "'s Timeline", await page.Locator("h1").TextContentAsync());
        }

        Assert.InRange(taken, payloads.Count / 2, payloads.Count);
        Assert.Empty(alarms);
    }

    /// <summary>Else the tests above would prove nothing.</summary>
    [Fact]
    public async Task The_alarm_goes_off_when_something_is_executed()
    {
        var (page, alarms) = await WatchedPageAsync();

        await page.GotoAsync("/public");
        await page.EvaluateAsync("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=alert(1)>')");
        await SettleAsync(page);

        Assert.Equal(["alert"], alarms);
    }

    [Fact]
    public async Task The_policy_stops_what_escaping_would_miss()
    {
        var page = await (await OpenBrowserAsync()).NewPageAsync();
        var refused = new TaskCompletionSource<string>();
        page.Console += (_, message) => refused.TrySetResult(message.Text);
        await page.RouteAsync(
            "**/public",
            async route =>
            {
                var answer = await route.FetchAsync();
                var body = (await answer.TextAsync()).Replace(
                    "</h1>",
                    "</h1><script>document.title = 'executed'</script>",
                    StringComparison.Ordinal
                );
                await route.FulfillAsync(new() { Response = answer, Body = body });
            }
        );

        await page.GotoAsync("/public");

        Assert.Contains(
            "Content Security Policy",
            await refused.Task.WaitAsync(TimeSpan.FromSeconds(15), TestContext.Current.CancellationToken)
        );
        Assert.Equal("Public Timeline | MiniTwit", await page.TitleAsync());
    }

    /// <summary>What would be executed has been by then.</summary>
    private static async Task SettleAsync(IPage page) => await page.EvaluateAsync("new Promise(done => setTimeout(done, 200))");

    private async Task<(IPage Page, List<string> Alarms)> WatchedPageAsync()
    {
        var page = await (await OpenBrowserAsync(new() { BypassCSP = true })).NewPageAsync();
        var alarms = new List<string>();
        await page.ExposeFunctionAsync("sound", () => alarms.Add("alert"));
        await page.AddInitScriptAsync("window.alert = () => window.sound()");
        page.Dialog += async (_, dialog) =>
        {
            alarms.Add("dialog");
            await dialog.DismissAsync();
        };
        return (page, alarms);
    }
}
