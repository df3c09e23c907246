using System.Net;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Simulator;

/// <summary>Text is data: whatever it holds is stored and given back as it came.</summary>
public sealed class VerbatimTests(StackFixture stack)
{
    private readonly Api _api = new(stack.Api);

    public static TheoryData<string> Texts =>
        [
            "<script>alert('x')</script>",
            "<b>bold</b> & &amp; \"quoted\"",
            "'; DROP TABLE users; --",
            "' OR '1'='1",
            "\\\" \\n \\u0041 \\",
            "“Curly” — quotes’",
            "{0} {content} ${env:HOME} {{7*7}} %s %n",
            "line\nline\r\n\ttab",
            "日本語 العربية עברית ไทย",
            "👩‍🚀🏳️‍🌈🇩🇰",
            "e\u0301 is not \u00e9",
            " leading and trailing ",
            "../../etc/passwd",
            "\u202eright to left",
        ];

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task Messages_come_back_as_they_were_sent(string text)
    {
        var person = await Person.JoinAsync(stack);

        Assert.Equal(
            HttpStatusCode.NoContent,
            (await _api.SimulateAsync("POST", $"/msgs/{person.Segment}", new { content = text })).Status
        );
        await person.SayAsync(text);

        Assert.Equal([text, text], await stack.Database.TextsAsync("SELECT text FROM messages ORDER BY id DESC LIMIT 2"));
        var simulated = (await _api.SimulateAsync("GET", $"/msgs/{person.Segment}")).Json;
        Assert.Equal([text, text], simulated.EnumerateArray().Select(message => message.GetProperty("content").GetString()!));
        var shown = (await _api.GetAsync($"/api/v1/users/{person.Segment}/messages")).Json.GetProperty("items");
        Assert.Equal([text, text], shown.EnumerateArray().Select(message => message.GetProperty("text").GetString()!));
    }

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("Robert'); DROP TABLE users;--")]
    [InlineData("a%2Fb c")]
    [InlineData("50% & more + 1?#x")]
    [InlineData("back\\slash \"quoted\"")]
    [InlineData("O’Brien “Bob”")]
    [InlineData("Ελένη 小林 Łukasz")]
    [InlineData("👩‍🚀 emoji 🎉")]
    [InlineData("...")]
    [InlineData("a..b")]
    [InlineData("login now")]
    public async Task Names_come_back_as_they_were_registered(string stem)
    {
        // A slash cannot stand in a name, not even within markup.
        var (one, other) = (await Person.JoinAsync(stack, stem.Replace("/", "", StringComparison.Ordinal)), await Person.JoinAsync(stack));
        await one.SayAsync("hello");
        await other.FollowAsync(one);

        Assert.Equal(one.Name, (await _api.GetAsync($"/api/v1/users/{one.Segment}")).Json.GetProperty("username").GetString());
        Assert.Equal(one.Name, (await _api.SimulateAsync("GET", $"/msgs/{one.Segment}")).Json[0].GetProperty("user").GetString());
        Assert.Equal(one.Name, (await _api.SimulateAsync("GET", $"/fllws/{other.Segment}")).Json.GetProperty("follows")[0].GetString());
    }

    [Theory]
    [InlineData("n")]
    [InlineData("o\u0308\u0323")]
    [InlineData("😀")]
    [InlineData("👨‍👩‍👧‍👦")]
    public async Task A_name_has_64_characters_as_a_person_counts_them(string character)
    {
        var longest = string.Concat(Enumerable.Repeat(character, 32)) + Guid.NewGuid().ToString("N");

        Assert.Equal(HttpStatusCode.NoContent, (await _api.RegisterAsync(longest)).Status);
        Assert.Equal(1, await stack.Database.ValueAsync<long>("SELECT count(*) FROM users WHERE name = $1", longest));
        foreach (var tooLong in new[] { longest + "x", new string('n', 65), new string('n', 10_000), "e" + new string('\u0301', 2_000) })
        {
            var reply = await _api.RegisterAsync(tooLong);
            Assert.Equal("""{"status":400,"error_msg":"A username has at most 64 characters"}""", reply.Body);
        }
    }
}
