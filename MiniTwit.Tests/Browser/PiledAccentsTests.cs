using Microsoft.Playwright;
using MiniTwit.Tests.Stack;
using MiniTwit.Tests.Web;

namespace MiniTwit.Tests.Browser;

/// <summary>Accents piled up on a letter of a name or a message are not drawn over what is around.</summary>
public sealed class PiledAccentsTests(StackFixture stack, Chromium chromium) : BrowserTest(stack, chromium)
{
    /// <summary>How far beyond its box something may be drawn: as far as a ring around what has the focus.</summary>
    private const float Margin = 6;

    private static readonly string Accents = new('\u0301', 30);

    [Theory]
    [InlineData(1280)]
    [InlineData(375)]
    public async Task They_stay_in_their_own_box(int width)
    {
        var (name, other) = (NewName("Zalgo") + "e" + Accents, NewName());
        var (visitor, reader) = (await SignedInAsync(name), await SignedInAsync(other));
        await reader.PostAsync($"/{Uri.EscapeDataString(name)}/follow");
        await ShareAsync(visitor, "y" + Accents);
        await ShareAsync(reader, "what is above");

        await CoverNothingAsync(width, reader, "/", ".messages li:last-child", ".messages li:first-child");
        await CoverNothingAsync(width, reader, $"/{other}/following", ".people li", "h1");
        await CoverNothingAsync(width, visitor, "/", ".compose label", "h1");
    }

    /// <summary>Without its accents a text leaves what is above it as it is.</summary>
    private async Task CoverNothingAsync(int width, Visitor visitor, string path, string text, string above)
    {
        var context = await OpenBrowserAsync(
            new()
            {
                ViewportSize = new() { Width = width, Height = 900 },
            }
        );
        await SignInAsync(context, visitor);
        var page = await context.NewPageAsync();
        // Till the avatars are there too.
        await page.GotoAsync(path, new() { WaitUntil = WaitUntilState.NetworkIdle });
        var box = (await page.Locator(above).First.BoundingBoxAsync())!;
        var clip = new Clip
        {
            X = box.X,
            Y = box.Y,
            Width = box.Width,
            Height = box.Height - Margin,
        };

        var with = await page.ScreenshotAsync(new() { Clip = clip });
        await page.Locator(text)
            .First.EvaluateAsync(
                """
                element => {
                  const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
                  while (texts.nextNode()) texts.currentNode.data = texts.currentNode.data.replaceAll('\u0301', '');
                }
                """
            );
        var without = await page.ScreenshotAsync(new() { Clip = clip });

        Assert.True(with.AsSpan().SequenceEqual(without), $"{text} of {path} is drawn over {above}.");
    }
}
