using System.Text.Json;
using Microsoft.Playwright;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Browser;

/// <summary>Names are offered to who types @ and two letters.</summary>
public sealed class NameCompletionTests(StackFixture stack, Chromium chromium) : BrowserTest(stack, chromium)
{
    private readonly List<string> _asked = [];

    [Fact]
    public async Task Names_are_chosen_by_keys()
    {
        var page = await HomeAsync("Ada Lovelace", "Adam \"A\" <b>", "Adele");
        var (text, options) = (page.Locator("#text"), page.GetByRole(AriaRole.Option));

        await text.PressSequentiallyAsync("hello @a");
        await text.PressSequentiallyAsync("d");
        await Assertions.Expect(options).ToHaveTextAsync(["Ada Lovelace", "Adam \"A\" <b>", "Adele"]);
        Assert.Equal(["ad"], _asked);
        await ExpectMarkedAsync("Ada Lovelace");
        await text.PressAsync("ArrowUp");
        await ExpectMarkedAsync("Adele");
        await text.PressAsync("ArrowDown");
        await text.PressAsync("ArrowDown");
        await ExpectMarkedAsync("Adam \"A\" <b>");
        await text.PressAsync("Enter");
        await Assertions.Expect(text).ToHaveValueAsync("hello @Adam \"A\" <b> ");
        await Assertions.Expect(page.GetByRole(AriaRole.Listbox)).ToBeHiddenAsync();

        await text.PressSequentiallyAsync("and @ade");
        await Assertions.Expect(options).ToHaveCountAsync(3);
        await text.PressAsync("Escape");
        await Assertions.Expect(page.GetByRole(AriaRole.Listbox)).ToBeHiddenAsync();
        Assert.Null(await text.GetAttributeAsync("aria-activedescendant"));
        await text.PressSequentiallyAsync("l");
        await Assertions.Expect(options).ToHaveCountAsync(3);
        await options.Nth(2).ClickAsync();
        await Assertions.Expect(text).ToHaveValueAsync("hello @Adam \"A\" <b> and @Adele ");
        await Assertions.Expect(text).ToBeFocusedAsync();

        async Task ExpectMarkedAsync(string name)
        {
            await Assertions.Expect(page.Locator("[role=option][aria-selected=true]")).ToHaveTextAsync([name]);
            Assert.Equal(name, await page.Locator("#" + await text.GetAttributeAsync("aria-activedescendant")).TextContentAsync());
        }
    }

    [Fact]
    public async Task Where_nobody_is_found_nobody_is_asked_for_again()
    {
        var page = await HomeAsync();
        var text = page.Locator("#text");

        await text.PressSequentiallyAsync("a@bc @x", new() { Delay = 10 });
        await text.PressSequentiallyAsync("yz and more, much more", new() { Delay = 200 });

        Assert.Equal(["xy"], _asked);
        await text.PressAsync("Enter");
        await Assertions.Expect(text).ToHaveValueAsync("a@bc @xyz and more, much more\n");
    }

    private async Task<IPage> HomeAsync(params string[] names)
    {
        var context = await OpenBrowserAsync();
        await SignInAsync(context, await SignedInAsync(NewName()));
        var page = await context.NewPageAsync();
        await page.RouteAsync(
            "**/search/names?*",
            async route =>
            {
                _asked.Add(Uri.UnescapeDataString(new Uri(route.Request.Url).Query["?q=".Length..]));
                await route.FulfillAsync(
                    names.Length == 0
                        ? new() { Status = 404, Body = "<p>Nothing here" }
                        : new() { ContentType = "application/json", Body = JsonSerializer.Serialize(names) }
                );
            }
        );
        await page.GotoAsync("/");
        await Assertions.Expect(page.Locator("#show-keys")).ToBeEnabledAsync();
        return page;
    }
}
