using System.Buffers.Binary;
using System.Buffers.Text;
using System.Net;
using System.Text.RegularExpressions;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Timelines;

public sealed partial class PagingTests(StackFixture stack)
{
    private readonly Api _api = new(stack.Api);

    [Theory]
    [InlineData("/api/v1/users/{0}/messages", 0)]
    [InlineData("/api/v1/timelines/home", 0)]
    [InlineData("/api/v1/timelines/public", 1)]
    public async Task Seventy_five_messages_are_walked_to_the_oldest_and_back(string route, int older)
    {
        if (older > 0)
        {
            await (await Person.JoinAsync(stack)).SayAsync("older than all of them");
        }

        var person = await Person.JoinAsync(stack);
        await SayManyAsync(person, 75);
        var path = route.Replace("{0}", person.Segment, StringComparison.Ordinal);

        var first = await PageAsync(person, path);
        var second = await PageAsync(person, first.Links["next"]);
        var third = await PageAsync(person, second.Links["next"]);
        var secondAgain = await PageAsync(person, third.Links["prev"]);
        var firstAgain = await PageAsync(person, secondAgain.Links["prev"]);

        Assert.Equal(Messages(75, 30), first.Texts);
        Assert.Equal(Messages(45, 30), second.Texts);
        Assert.Equal(Messages(15, 15), third.Texts.Take(15));
        Assert.Equal(older > 0, third.Texts.Count > 15);
        Assert.Equal(second.Texts, secondAgain.Texts);
        Assert.Equal(first.Texts, firstAgain.Texts);
        Assert.All([first, second, firstAgain], page => Assert.Equal(["next", "prev"], page.Links.Keys));
        Assert.Empty((await PageAsync(person, firstAgain.Links["prev"])).Texts);
        if (older == 0)
        {
            Assert.Equal(["prev"], third.Links.Keys);
        }
    }

    [Fact]
    public async Task A_page_stays_the_same_while_newer_messages_come()
    {
        var person = await Person.JoinAsync(stack);
        await SayManyAsync(person, 7);
        var path = $"/api/v1/users/{person.Segment}/messages?limit=3";
        var first = await PageAsync(person, path);

        await person.SayAsync("newer");

        var second = await PageAsync(person, first.Links["next"]);
        Assert.Equal(Messages(4, 3), second.Texts);
        var back = await PageAsync(person, second.Links["prev"]);
        Assert.Equal(Messages(7, 3), back.Texts);
        Assert.Equal(["newer"], (await PageAsync(person, back.Links["prev"])).Texts);
    }

    [Fact]
    public async Task The_Link_header_says_the_same_as_the_body()
    {
        var person = await Person.JoinAsync(stack);
        await SayManyAsync(person, 7);
        var path = $"/api/v1/users/{person.Segment}/messages";
        var first = await _api.GetAsync($"{path}?limit=3");
        var next = first.Json.GetProperty("next").GetString();

        var second = await _api.GetAsync($"{path}?limit=3&cursor={next}");

        Assert.All(
            [first, second],
            page =>
                Assert.Equal(
                    $"<{path}?limit=3&cursor={page.Json.GetProperty("next").GetString()}>; rel=\"next\", "
                        + $"<{path}?limit=3&cursor={page.Json.GetProperty("prev").GetString()}>; rel=\"prev\"",
                    page.Header("Link")
                )
        );
    }

    [Fact]
    public async Task An_empty_list_leads_to_what_will_be_there()
    {
        var person = await Person.JoinAsync(stack);
        var empty = await PageAsync(person, $"/api/v1/users/{person.Segment}/messages");
        Assert.Equal(["prev"], empty.Links.Keys);
        var emptyStill = await PageAsync(person, empty.Links["prev"]);
        Assert.Equal(["prev"], emptyStill.Links.Keys.Except(["next"]));

        await person.SayAsync("the first");

        Assert.Equal(["the first"], (await PageAsync(person, emptyStill.Links["prev"])).Texts);
    }

    [Fact]
    public async Task A_cursor_of_the_first_version_still_leads_both_ways()
    {
        var person = await Person.JoinAsync(stack);
        await SayManyAsync(person, 3);
        var middle = await stack.Database.ValueAsync<long>(
            "SELECT m.id FROM messages m JOIN users u ON u.id = m.author_id WHERE u.name = $1 AND m.text = 'message 2'",
            person.Name
        );
        var path = $"/api/v1/users/{person.Segment}/messages?cursor=";

        Assert.Equal(["message 3"], (await PageAsync(person, path + FirstVersion(newer: 1, middle))).Texts);
        Assert.Equal(["message 1"], (await PageAsync(person, path + FirstVersion(newer: 0, middle))).Texts);
    }

    private static string FirstVersion(byte newer, long id)
    {
        byte[] bytes = [1, newer, .. new byte[8]];
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(2), id);
        return Base64Url.EncodeToString(bytes);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(74)]
    [InlineData(75)]
    [InlineData(100)]
    public async Task A_page_has_as_many_messages_as_asked_for(int limit)
    {
        var person = await Person.JoinAsync(stack);
        await SayManyAsync(person, 75);

        var page = await PageAsync(person, FormattableString.Invariant($"/api/v1/users/{person.Segment}/messages?limit={limit}"));

        Assert.Equal(Messages(75, Math.Min(limit, 75)), page.Texts);
        Assert.Equal(limit < 75, page.Links.ContainsKey("next"));
    }

    private static IEnumerable<string> Messages(int newest, int count) =>
        Enumerable.Range(newest - count + 1, count).Reverse().Select(i => FormattableString.Invariant($"message {i}"));

    // By SQL: this is about reading, and posting has tests of its own.
    private async Task SayManyAsync(Person person, int count) =>
        await stack.Database.ChangeAsync(
            "INSERT INTO messages (author_id, text) SELECT u.id, 'message ' || i FROM users u, generate_series(1, $2) i WHERE u.name = $1 ORDER BY i",
            person.Name,
            count
        );

    private static async Task<Page> PageAsync(Person person, string path)
    {
        var reply = await person.GetAsync(path);
        Assert.Equal((HttpStatusCode.OK, "application/json"), (reply.Status, reply.ContentType));
        var links = Link().Matches(reply.Header("Link") ?? "").ToDictionary(link => link.Groups[2].Value, link => link.Groups[1].Value);
        return new(
            [.. reply.Json.GetProperty("items").EnumerateArray().Select(message => message.GetProperty("text").GetString()!)],
            links
        );
    }

    [GeneratedRegex("<([^>]*)>; rel=\"([a-z]+)\"")]
    private static partial Regex Link();

    private sealed record Page(List<string> Texts, Dictionary<string, string> Links);
}
