using System.Globalization;
using System.Net;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Web;

public sealed class PagingTests(StackFixture stack) : WebTest(stack)
{
    private static readonly string[] Texts =
    [
        .. Enumerable.Range(1, 75).Select(n => string.Create(CultureInfo.InvariantCulture, $"message {n}")),
    ];

    [Fact]
    public async Task Links_walk_75_messages_30_a_page_newest_first_there_and_back()
    {
        var name = NewName();
        var visitor = await SignedInAsync(name);
        await Seed.PostAsync(Stack, name, Texts);

        foreach (var path in new[] { "/", $"/{name}" })
        {
            var first = await visitor.GetAsync(path);
            var second = await visitor.GetAsync(path + Rel(first, "next"));
            var third = await visitor.GetAsync(path + Rel(second, "next"));
            var back = await visitor.GetAsync(path + Rel(third, "prev"));
            var start = await visitor.GetAsync(path + Rel(back, "prev"));

            Assert.Equal(Texts.Reverse().Take(30), Shown(first));
            Assert.Equal(Texts.Reverse().Skip(30).Take(30), Shown(second));
            Assert.Equal(Texts.Reverse().Skip(60), Shown(third));
            Assert.Equal(Shown(second), Shown(back));
            Assert.Equal(Shown(first), Shown(start));
            Assert.Equal((null, null), (Rel(first, "prev"), Rel(third, "next")));

            var newest = await visitor.GetAsync(path + Rel(start, "prev"));
            Assert.Equal([path], newest.Redirects);
            Assert.Equal(Shown(first), Shown(newest));
            Assert.Null(Rel(newest, "prev"));
        }
    }

    [Fact]
    public async Task The_public_timeline_shows_30_newest_first_and_leads_on()
    {
        var name = NewName();
        await RegisteredAsync(name);
        await Seed.PostAsync(Stack, name, Texts.Take(31));

        var first = await Visit().GetAsync("/public");
        var second = await Visit().GetAsync("/public" + Rel(first, "next"));

        Assert.Equal("Public Timeline | MiniTwit", first.Title);
        Assert.Equal(30, first.Messages.Count);
        var all = first.Messages.Concat(second.Messages).ToList();
        Assert.Distinct(
            new[] { first, second }
                .SelectMany(page => page.Document.QuerySelectorAll(".message a.when"))
                .Select(link => link.GetAttribute("href"))
        );
        Assert.Equal(
            all.Select(message => message.PostedAt).OrderDescending(StringComparer.Ordinal),
            all.Select(message => message.PostedAt)
        );
    }

    [Fact]
    public async Task A_page_that_is_just_full_has_no_older_one()
    {
        var name = NewName();
        await RegisteredAsync(name);
        await Seed.PostAsync(Stack, name, Texts.Take(30));

        var page = await Visit().GetAsync($"/{name}");

        Assert.Equal(30, page.Messages.Count);
        Assert.Null(page.Document.QuerySelector(".pager"));
    }

    [Fact]
    public async Task Titles_of_later_pages_say_where_they_begin()
    {
        var name = NewName();
        var visitor = await SignedInAsync(name);
        await Seed.PostAsync(Stack, name, Texts.Take(31));

        foreach (var (path, title) in new[] { ("/", "My Timeline"), ("/public", "Public Timeline"), ($"/{name}", $"{name}'s Timeline") })
        {
            var first = await visitor.GetAsync(path);
            var second = await visitor.GetAsync(path + Rel(first, "next"));
            var began = DateTimeOffset.Parse(second.Messages[0].PostedAt, CultureInfo.InvariantCulture);
            Assert.Equal(title + " | MiniTwit", first.Title);
            // Other tests may fill it within a second.
            var number = path == "/public" && second.Title!.Contains(" (no. ", StringComparison.Ordinal) ? $" (no. {Number(second)})" : "";
            Assert.Equal(
                string.Create(CultureInfo.InvariantCulture, $"{title} from {began:d MMM yyyy, HH:mm:ss} UTC{number} | MiniTwit"),
                second.Title
            );
        }
    }

    [Fact]
    public async Task They_do_where_pages_begin_within_one_second()
    {
        var name = NewName();
        await RegisteredAsync(name);
        await Stack.Database.ChangeAsync(
            "INSERT INTO messages (author_id, text, posted_at) SELECT id, 'm' || n, '2026-11-03 10:11:12Z' FROM users, generate_series(1, 91) n WHERE name = $1",
            name
        );
        var page = await Visit().GetAsync($"/{name}");
        var titles = new List<string?>();
        while (Rel(page, "next") is { } next)
        {
            page = await Visit().GetAsync($"/{name}{next}");
            titles.Add(page.Title!.Replace($" (no. {Number(page)})", " (number)", StringComparison.Ordinal));
        }

        Assert.Equal(
            ["(number) ", "(number) ", ""],
            titles.Select(title => title!.Replace($"{name}'s Timeline from 3 Nov 2026, 10:11:12 UTC ", "").Replace("| MiniTwit", ""))
        );
    }

    [Fact]
    public async Task A_later_page_leads_to_the_newest()
    {
        var name = NewName();
        var visitor = await SignedInAsync(name);
        await Seed.PostAsync(Stack, name, Texts.Take(61));

        var first = await visitor.GetAsync($"/{name}");
        var third = await visitor.GetAsync($"/{name}" + Rel(await visitor.GetAsync($"/{name}" + Rel(first, "next")), "next"));

        Assert.DoesNotContain(first.Texts(".pager a"), text => text == "newest");
        Assert.Equal($"/{name}", third.Link("newest"));
    }

    [Fact]
    public async Task So_do_those_of_lists_of_people()
    {
        var name = NewName();
        await RegisteredAsync(name);
        await Stack.Database.ChangeAsync(
            """
            WITH made AS (
                INSERT INTO users (name, normalized_name, email, password_hash, password_is_interim)
                SELECT $1 || n, upper($1 || n), 'a@b', '', false FROM generate_series(1, 61) n RETURNING id)
            INSERT INTO follows (follower_id, followee_id) SELECT made.id, users.id FROM made, users WHERE name = $1
            """,
            name
        );

        var first = await Visit().GetAsync($"/{name}/followers");
        var second = await Visit().GetAsync($"/{name}/followers" + Rel(first, "next"));

        Assert.Equal($"{name}'s followers | MiniTwit", first.Title);
        Assert.Equal($"{name}'s followers from {second.Texts(".people bdi")[0]} | MiniTwit", second.Title);
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("%00")]
    [InlineData("%FF")]
    [InlineData("%F0%9F%99%82")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task A_cursor_that_nobody_handed_out_is_refused(string cursor)
    {
        var page = await Visit().GetAsync("/public?cursor=" + cursor);

        AssertStatus(HttpStatusCode.BadRequest, "That did not work", page);
    }

    private static string Number(Page page) => page.First(".message .when").GetAttribute("href")!.Split('/')[^1];

    private static string? Rel(Page page, string rel) => page.Document.QuerySelector($".pager a[rel={rel}]")?.GetAttribute("href");

    private static List<string> Shown(Page page) => [.. page.Messages.Select(message => message.Text)];
}
