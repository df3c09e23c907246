using Microsoft.Playwright;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Browser;

/// <summary>Names and texts from right to left leave what is around them where it is.</summary>
public sealed class DirectionTests(StackFixture stack, Chromium chromium, Showcase show) : SceneTest(stack, chromium, show)
{
    // The runs of text in an element as they are on the screen, row by row and from left to right.
    private const string Runs = """
        selector => {
          const texts = document.createTreeWalker(document.querySelector(selector), NodeFilter.SHOW_TEXT), runs = [];
          while (texts.nextNode()) {
            const range = document.createRange();
            range.selectNodeContents(texts.currentNode);
            const { top, left } = range.getBoundingClientRect(), text = texts.currentNode.data.trim();
            if (text) runs.push({ text, top, left });
          }
          return runs.sort((a, b) => Math.abs(a.top - b.top) > 9 ? a.top - b.top : a.left - b.left).map(run => run.text);
        }
        """;

    // To which side of the element each line of its text keeps, seen in the last of its rows.
    private const string Lines = """
        element => {
          const node = element.firstChild, box = element.getBoundingClientRect();
          let at = 0;
          return node.data.split('\n').map(line => {
            const range = document.createRange();
            range.setStart(node, at);
            range.setEnd(node, at += line.length);
            at++;
            const rects = [...range.getClientRects()], row = rects.filter(rect => rect.top === rects.at(-1).top);
            const left = Math.min(...row.map(rect => rect.left)), right = Math.max(...row.map(rect => rect.right));
            return left - box.left < box.right - right ? 'left' : 'right';
          });
        }
        """;

    [Theory]
    [InlineData("user, right to left", "h1", "{name}", "'s", "Timeline")]
    [InlineData("followers, right to left", "h1", "{name}", "'s", "followers")]
    [InlineData("following, right to left", "h1", "Followed by", "{name}")]
    [InlineData("my timeline, right to left", "label", "What's on your mind", "{name}", "?")]
    [InlineData("my timeline, right to left", ".top form", "sign out", "[", "{name}", "]")]
    public async Task What_is_around_a_name_stays_there(string scene, string selector, params string[] runs)
    {
        var page = await OpenAsync(scene);
        await LookAsync(page, ColorScheme.Light, 1280);

        Assert.Equal(
            runs.Select(run => run.Replace("{name}", Show.Arabic, StringComparison.Ordinal)),
            await page.EvaluateAsync<string[]>(Runs, selector)
        );
    }

    [Fact]
    public async Task Each_line_of_a_message_goes_its_own_way()
    {
        var page = await OpenAsync("user, right to left");
        // The newest is an answer, with links in it.
        var texts = page.Locator(".message .text");

        Assert.Equal(["right", "left"], await texts.Nth(1).EvaluateAsync<string[]>(Lines));
        Assert.Equal(["left", "right", "left"], await texts.Nth(2).EvaluateAsync<string[]>(Lines));
    }

    [Fact]
    public async Task A_field_goes_the_way_of_what_is_typed()
    {
        var page = await OpenAsync("sign in, right to left, refused");

        Assert.Equal("rtl", await page.Locator("#username").EvaluateAsync<string>("field => getComputedStyle(field).direction"));
        await page.Locator("#username").FillAsync("foo");
        Assert.Equal("ltr", await page.Locator("#username").EvaluateAsync<string>("field => getComputedStyle(field).direction"));
    }
}
