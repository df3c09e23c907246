using System.Net;
using System.Xml.Linq;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Web;

public sealed class FeedTests(StackFixture stack) : WebTest(stack)
{
    private static readonly XNamespace Atom = "http://www.w3.org/2005/Atom";

    [Fact]
    public async Task A_user_and_a_tag_have_a_feed_of_the_newest_messages()
    {
        var (name, tag) = (NewName("Some One"), $"t{Guid.NewGuid():N}"[..12]);
        var visitor = await SignedInAsync(name);
        await ShareAsync(visitor, "first");
        await ShareAsync(visitor, $"<b> & \uFFFF\n#{tag} @{name}");

        foreach (var path in new[] { $"/{Uri.EscapeDataString(name)}", $"/messages/tagged/{tag}" })
        {
            using var answer = await Visit().SendAsync(HttpMethod.Get, path + "/feed.atom");

            Assert.Equal(
                (HttpStatusCode.OK, "application/atom+xml; charset=utf-8"),
                (answer.StatusCode, $"{answer.Content.Headers.ContentType}")
            );
            var feed = XDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Root!;
            var newest = feed.Elements(Atom + "entry").First();
            Assert.Equal($"<b> & \uFFFD #{tag} @{name}", newest.Element(Atom + "title")!.Value);
            Assert.Equal("html", newest.Element(Atom + "content")!.Attribute("type")!.Value);
            Assert.Equal(
                $"&lt;b&gt; &amp; &#xFFFF;<br><a href=\"{Site}/messages/tagged/{tag}\">#{tag}</a> <a href=\"{Site}/{Uri.EscapeDataString(name)}\">@{name}</a>",
                newest.Element(Atom + "content")!.Value
            );
            Assert.Equal(name, newest.Element(Atom + "author")!.Element(Atom + "name")!.Value);
            var link = newest.Element(Atom + "link")!.Attribute("href")!.Value;
            Assert.Equal((link, link), (newest.Element(Atom + "id")!.Value, link));
            Assert.Equal(HttpStatusCode.OK, (await Visit().GetAsync(new Uri(link).PathAndQuery)).Status);
            Assert.Equal(newest.Element(Atom + "updated")!.Value, feed.Element(Atom + "updated")!.Value);
            Assert.Equal($"{Site}{path}/feed.atom", Link(feed, "self"));
            Assert.Equal($"{Site}{path}", Link(feed, "alternate"));
            var page = await Visit().GetAsync(path);
            Assert.Equal(path + "/feed.atom", page.First("link[rel=alternate]").GetAttribute("href"));
        }
    }

    [Fact]
    public async Task Who_has_it_already_hears_304_until_something_is_new()
    {
        var name = NewName();
        var visitor = await SignedInAsync(name);
        await ShareAsync(visitor, "first");
        var path = $"/{name}/feed.atom";
        using var first = await Visit().SendAsync(HttpMethod.Get, path);
        var reader = Visit();
        reader.Headers.Add("If-None-Match", $"{first.Headers.ETag}");

        using var same = await reader.SendAsync(HttpMethod.Get, path);
        await ShareAsync(visitor, "second");
        using var other = await reader.SendAsync(HttpMethod.Get, path);

        Assert.Equal((HttpStatusCode.NotModified, HttpStatusCode.OK), (same.StatusCode, other.StatusCode));
        Assert.Empty(await same.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.NotEqual(first.Headers.ETag, other.Headers.ETag);
    }

    [Fact]
    public async Task There_is_one_of_everybody_and_none_of_nobody()
    {
        var name = NewName();
        await RegisteredAsync(name);

        using var everybody = await Visit().SendAsync(HttpMethod.Get, "/public/feed.atom");
        using var empty = await Visit().SendAsync(HttpMethod.Get, $"/{name}/feed.atom");
        using var nobody = await Visit().SendAsync(HttpMethod.Get, $"/{NewName()}/feed.atom");
        using var head = await Visit().SendAsync(HttpMethod.Head, "/public/feed.atom");

        Assert.Equal(
            [HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.NotFound, HttpStatusCode.OK],
            new[] { everybody, empty, nobody, head }.Select(answer => answer.StatusCode)
        );
    }

    private string Site => Stack.Web.GetLeftPart(UriPartial.Authority);

    private static string Link(XElement feed, string rel) =>
        Assert.Single(feed.Elements(Atom + "link"), link => link.Attribute("rel")!.Value == rel).Attribute("href")!.Value;
}
