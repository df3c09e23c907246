using System.Net;
using System.Text.Json;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Search;

public sealed class MessageSearchTests(StackFixture stack)
{
    // So many ids are looked through in one go.
    private const int Block = 8_192;

    private readonly Api _api = new(stack.Api);

    [Fact]
    public async Task Messages_are_found_by_their_words_newest_first()
    {
        var (person, word) = (await Person.JoinAsync(stack), NewWord());
        await person.SayAsync($"{word} an apple a day");
        await person.SayAsync($"A pear, {word.ToUpperInvariant()}!");
        await person.SayAsync($"Blåbær and {word}apple pear");
        await person.SayAsync($"Ein Apfel, {word}: Blåbær");

        Assert.Equal(
            [$"Ein Apfel, {word}: Blåbær", $"A pear, {word.ToUpperInvariant()}!", $"{word} an apple a day"],
            await FindAsync(word.ToUpperInvariant())
        );
        Assert.Equal([$"{word} an apple a day"], await FindAsync($"day {word}"));
        Assert.Equal([$"{word} an apple a day"], await FindAsync($"{word} \"an apple\""));
        Assert.Empty(await FindAsync($"{word} \"apple an\""));
        Assert.Equal([$"Ein Apfel, {word}: Blåbær"], await FindAsync($"{word} -apple -pear"));
        Assert.Equal([$"Ein Apfel, {word}: Blåbær"], await FindAsync($"{word} BLÅBÆR"));
        Assert.Equal([$"Blåbær and {word}apple pear", $"{word} an apple a day"], await FindAsync($"{word}apple or \"{word} an\""));
    }

    [Fact]
    public async Task What_is_flagged_or_deleted_is_not_found()
    {
        var (person, word) = (await Person.JoinAsync(stack), NewWord());
        var flagged = (await person.SayAsync($"flagged {word}")).GetProperty("id").GetInt64();
        var deleted = (await person.SayAsync($"deleted {word}")).GetProperty("id").GetInt64();
        Assert.Equal([$"deleted {word}", $"flagged {word}"], await FindAsync(word));

        await stack.Database.ChangeAsync("UPDATE messages SET flagged = true WHERE id = $1", flagged);
        await person.SendAsync("DELETE", FormattableString.Invariant($"/api/v1/messages/{deleted}"));

        Assert.Empty(await FindAsync(word));
    }

    /// <summary>Ids far apart, as in a database of many messages.</summary>
    [Theory]
    [InlineData(3)]
    [InlineData(100)]
    public async Task Pages_lead_through_all_of_them_and_back(int limit)
    {
        var (person, word) = (await Person.JoinAsync(stack), NewWord());
        var said = new List<string>();
        foreach (var gap in new[] { 0, 0, 1, Block, 1, 7 * Block, 30 * Block, 0 })
        {
            await stack.Database.ValueAsync<long>("SELECT setval('messages_id_seq', nextval('messages_id_seq') + $1)", (long)gap);
            said.Insert(0, FormattableString.Invariant($"{word} {said.Count}"));
            await person.SayAsync(said[0]);
        }

        var seen = new List<string>();
        var page = await PageAsync(word, limit, null);
        var top = page;
        seen.AddRange(Texts(page));
        while (page.GetProperty("next").GetString() is { } next)
        {
            page = await PageAsync(word, limit, next);
            seen.AddRange(Texts(page));
        }

        Assert.Equal(said, seen);
        for (var back = new List<string>(Texts(page)); ; back.InsertRange(0, Texts(page)))
        {
            page = await PageAsync(word, limit, page.GetProperty("prev").GetString());
            if (!Texts(page).Any())
            {
                Assert.Equal(said, back);
                break;
            }
        }

        Assert.Empty(Texts(await PageAsync(word, limit, top.GetProperty("prev").GetString())));
    }

    [Fact]
    public async Task The_Link_header_leads_on_in_the_same_search()
    {
        var (person, word) = (await Person.JoinAsync(stack), NewWord());
        await person.SayAsync($"one & {word}");
        await person.SayAsync($"two & {word}");
        var path = $"/api/v1/search/messages?q={Uri.EscapeDataString($"{word} & -zwei")}&limit=1";

        using var client = StackFixture.CreateClient(stack.Api);
        using var first = await client.GetAsync(path, TestContext.Current.CancellationToken);
        var next = first.Headers.GetValues("Link").Single().Split('<', '>')[1];

        Assert.Equal([$"one & {word}"], Texts((await _api.GetAsync(next)).Json));
    }

    [Theory]
    [InlineData("")]
    [InlineData("?q=")]
    [InlineData("?q=%20%20")]
    [InlineData("?q=%E2%80%8B")]
    [InlineData("?q=a%00")]
    public async Task What_cannot_be_looked_for_is_told(string query)
    {
        foreach (var what in new[] { "messages", "users" })
        {
            var reply = await _api.GetAsync($"/api/v1/search/{what}{query}");

            Assert.Equal(HttpStatusCode.BadRequest, reply.Status);
            Assert.NotEmpty(reply.Detail!);
        }
    }

    [Theory]
    [InlineData("!&|()<->:*'\\")]
    [InlineData("🙂")]
    [InlineData("\"")]
    [InlineData("-")]
    [InlineData("' 1'")]
    [InlineData("or or or")]
    public async Task Signs_that_mean_something_to_the_database_find_nothing_and_break_nothing(string q)
    {
        var reply = await _api.GetAsync($"/api/v1/search/messages?q={Uri.EscapeDataString(q + NewWord()[..0])}");

        Assert.Equal(HttpStatusCode.OK, reply.Status);
        Assert.DoesNotContain(Texts(reply.Json), text => text.Length == 0);
    }

    [Theory]
    [InlineData(280, HttpStatusCode.OK)]
    [InlineData(281, HttpStatusCode.BadRequest)]
    public async Task As_much_is_looked_for_as_a_message_holds(int length, HttpStatusCode status) =>
        Assert.Equal(status, (await _api.GetAsync($"/api/v1/search/messages?q={new string('q', length)}")).Status);

    private async Task<List<string>> FindAsync(string q) => [.. Texts(await PageAsync(q, 30, null))];

    private async Task<JsonElement> PageAsync(string q, int limit, string? cursor)
    {
        var reply = await _api.GetAsync(
            FormattableString.Invariant($"/api/v1/search/messages?q={Uri.EscapeDataString(q)}&limit={limit}&cursor={cursor}")
        );
        Assert.Equal(HttpStatusCode.OK, reply.Status);
        return reply.Json;
    }

    private static string NewWord() => $"w{Guid.NewGuid():N}"[..16];

    private static IEnumerable<string> Texts(JsonElement page) =>
        page.GetProperty("items").EnumerateArray().Select(message => message.GetProperty("text").GetString()!);
}
