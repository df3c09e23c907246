using System.Net;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Web;

/// <summary>What is the same for everybody: pages about the site, icons, what other sites show of a message.</summary>
public sealed class SiteTests(StackFixture stack) : WebTest(stack)
{
    [Theory]
    [InlineData("/about", "About")]
    [InlineData("/privacy", "Privacy")]
    [InlineData("/terms", "Terms")]
    public async Task Each_page_leads_to_those_about_the_site(string path, string heading)
    {
        var page = await Visit().GetAsync("/public");
        Assert.Contains(path, page.Document.QuerySelectorAll("footer a").Select(link => link.GetAttribute("href")));

        page = await Visit().GetAsync(path);

        Assert.Equal((HttpStatusCode.OK, heading), (page.Status, page.Heading));
        Assert.Contains("has not said who that is", page.Source, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_icon_that_is_named_is_there()
    {
        var page = await Visit().GetAsync("/public");
        var icons = page
            .Document.QuerySelectorAll("link[rel=icon], link[rel=apple-touch-icon], link[rel=manifest]")
            .Select(link => link.GetAttribute("href")!)
            .ToList();
        Assert.Equal(4, icons.Count);

        foreach (var icon in icons.Append("/favicon.ico").Append("/img/icon-192.png").Append("/img/icon-512.png"))
        {
            using var answer = await Visit().SendAsync(HttpMethod.Get, icon.StartsWith('/') ? icon : "/" + icon);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Matches("^(image/|application/manifest)", $"{answer.Content.Headers.ContentType}");
        }
    }

    [Fact]
    public async Task Other_sites_are_told_what_a_message_is()
    {
        var name = NewName("Some \"One\"");
        await ShareAsync(await SignedInAsync(name), "a \"quoted\" <thought>");
        var path = $"/{Uri.EscapeDataString(name)}/status/{await Stored.MessageIdAsync(name)}";

        var page = await Visit().GetAsync(path);

        Assert.Equal(("article", name), (Meta(page, "og:type"), Meta(page, "og:title")));
        Assert.Equal("a \"quoted\" <thought>", Meta(page, "og:description"));
        var address = Stack.Web.GetLeftPart(UriPartial.Authority) + path;
        Assert.Equal((address, address), (Meta(page, "og:url"), page.First("link[rel=canonical]").GetAttribute("href")));
        Assert.Equal(page.Messages[0].PostedAt, Meta(page, "article:published_time"));
    }

    private static string? Meta(Page page, string property) =>
        page.Document.QuerySelector($"meta[property='{property}']")?.GetAttribute("content");
}
