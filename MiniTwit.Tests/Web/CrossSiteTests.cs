using System.Net;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Web;

/// <summary>Another site makes a signed-in user's browser send something.</summary>
public sealed class CrossSiteTests(StackFixture stack) : StateChangeTest(stack)
{
    private const string OwnOrigin = "{own}",
        OtherPort = "{other port}",
        OtherScheme = "{other scheme}";

    [Theory]
    [InlineData("cross-site", null, null)]
    [InlineData("same-site", null, null)]
    [InlineData("anything", null, null)]
    [InlineData("cross-site", OwnOrigin, OwnOrigin)]
    [InlineData(null, "https://evil.example", null)]
    [InlineData(null, "null", null)]
    [InlineData(null, "null", OwnOrigin)]
    [InlineData(null, "garbage", null)]
    [InlineData(null, OtherPort, null)]
    [InlineData(null, OtherScheme, null)]
    [InlineData(null, null, "http://evil.example")]
    [InlineData(null, null, "http://evil.example/{own}")]
    [InlineData(null, null, "garbage")]
    [InlineData(null, null, "about:blank")]
    [InlineData(null, null, OtherPort)]
    [InlineData(null, null, OtherScheme)]
    public Task It_is_refused_and_changes_nothing(string? site, string? origin, string? referer) =>
        AssertRefusedAsync(visitor => Pretend(visitor, site, origin, referer));

    [Theory]
    [InlineData("same-origin", null, null)]
    [InlineData("same-origin", OwnOrigin, OwnOrigin)]
    [InlineData("none", null, null)]
    [InlineData(null, OwnOrigin, null)]
    [InlineData(null, null, OwnOrigin)]
    [InlineData(null, null, OwnOrigin + "/some%20one?cursor=x")]
    [InlineData(null, null, null)]
    public Task What_the_own_pages_and_clients_without_a_browser_send_works(string? site, string? origin, string? referer) =>
        AssertWorksAsync(visitor => Pretend(visitor, site, origin, referer));

    [Fact]
    public async Task Reading_from_another_site_works()
    {
        var visitor = await SignedInAsync(NewName());
        Pretend(visitor, "cross-site", "https://elsewhere.example", "https://elsewhere.example/page");

        Assert.Equal((HttpStatusCode.OK, "My Timeline | MiniTwit"), Answer(await visitor.GetAsync("/")));
        Assert.Equal((HttpStatusCode.OK, "Public Timeline | MiniTwit"), Answer(await visitor.GetAsync("/public")));
        Assert.Equal((HttpStatusCode.OK, "Settings | MiniTwit"), Answer(await visitor.GetAsync("/settings")));
    }

    private void Pretend(Visitor visitor, string? site, string? origin, string? referer)
    {
        foreach (var (name, value) in new[] { ("Sec-Fetch-Site", site), ("Origin", origin), ("Referer", referer) })
        {
            if (value is not null)
            {
                visitor.Headers.TryAddWithoutValidation(name, Meant(value));
            }
        }
    }

    private string Meant(string value) =>
        value switch
        {
            OtherPort => new UriBuilder(Stack.Web) { Port = Stack.Web.Port - 1 }.Uri.GetLeftPart(UriPartial.Authority),
            OtherScheme => new UriBuilder(Stack.Web) { Scheme = "https" }.Uri.GetLeftPart(UriPartial.Authority),
            _ => value.Replace(OwnOrigin, Stack.Web.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal),
        };

    private static (HttpStatusCode Status, string? Title) Answer(Page page) => (page.Status, page.Title);
}
