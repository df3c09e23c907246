using System.Net;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Web;

public sealed class AvatarTests(StackFixture stack) : WebTest(stack)
{
    [Fact]
    public async Task A_picture_is_drawn_here_and_kept_by_browsers()
    {
        var visitor = Visit();
        var address = await AvatarAsync(visitor, NewName(), "somebody@example.com");

        using var answer = await visitor.SendAsync(HttpMethod.Get, address);
        var picture = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.OK, "image/svg+xml"), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
        Assert.StartsWith("<svg ", picture, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromDays(365), answer.Headers.CacheControl!.MaxAge);
    }

    [Fact]
    public async Task The_same_email_has_the_same_picture_and_another_has_another()
    {
        var one = await AvatarAsync(Visit(), NewName(), "One@Example.com");

        Assert.Equal(one, await AvatarAsync(Visit(), NewName(), " one@example.COM "));
        Assert.NotEqual(one, await AvatarAsync(Visit(), NewName(), "two@example.com"));
    }

    [Fact]
    public async Task No_page_loads_anything_from_elsewhere()
    {
        var name = NewName();
        var visitor = await SignedInAsync(name);
        await ShareAsync(visitor, "hello");

        foreach (var path in new[] { "/", "/public", $"/{name}", "/login", "/register", "/settings" })
        {
            var page = await visitor.GetAsync(path);
            // (A link to a part of the page itself loads nothing.)
            var loaded = page
                .Document.QuerySelectorAll("[src], link[href]:not([href^='#'])")
                .Select(e => e.GetAttribute("src") ?? e.GetAttribute("href")!)
                .ToList();
            Assert.NotEmpty(loaded);
            Assert.All(loaded, address => Assert.Matches("^/[^/]", address));
            foreach (var address in loaded.Distinct())
            {
                using var answer = await visitor.SendAsync(HttpMethod.Get, address);
                Assert.Equal((address, HttpStatusCode.OK), (address, answer.StatusCode));
            }
        }
    }

    [Theory]
    [InlineData("/avatars/nothing.svg")]
    [InlineData("/avatars/0123456789abcdef")]
    [InlineData("/avatars/0123456789ABCDEF.svg")]
    [InlineData("/avatars/0123456789abcdef.png")]
    [InlineData("/avatars/%3Csvg%3E.svg")]
    public async Task Other_addresses_hold_no_picture(string address)
    {
        AssertStatus(HttpStatusCode.NotFound, "Nothing here", await Visit().GetAsync(address));
    }

    private static async Task<string> AvatarAsync(Visitor visitor, string name, string email)
    {
        await RegisterAsync(visitor, name, email);
        var page = await visitor.GetAsync("/" + name);
        return Assert.Single(page.Document.QuerySelectorAll(".profile img.avatar")).GetAttribute("src")!;
    }
}
