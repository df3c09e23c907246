using System.Text.Json;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Messages;

/// <summary>What of a text leads somewhere. In the tables below a piece is <c>kind:text</c>.</summary>
public sealed class PartsTests(StackFixture stack)
{
    [Theory]
    [InlineData("see https://example.org/a?b=c#d now", "text:see |link:https://example.org/a?b=c#d|text: now")]
    [InlineData("HTTP://EXAMPLE.ORG", "link:HTTP://EXAMPLE.ORG")]
    [InlineData("(https://example.org/a_(b)).", "text:(|link:https://example.org/a_(b)|text:).")]
    [InlineData("https://example.org/a, and", "link:https://example.org/a|text:, and")]
    [InlineData("“https://example.org/ü”", "text:“|link:https://example.org/ü|text:”")]
    [InlineData("https://example.org\nhttps://example.com", "link:https://example.org|text:\n|link:https://example.com")]
    [InlineData("#dotnet is #fun_1, #2026 is not", "tag:#dotnet|text: is |tag:#fun_1|text:, #2026 is not")]
    [InlineData("(#blåbær)#no", "text:(|tag:#blåbær|text:)|tag:#no")]
    [InlineData("#日本語", "tag:#日本語")]
    [InlineData("#cafe\u0301s", "tag:#cafe\u0301s")]
    [InlineData("&#39; a#b ##c /#d @#e", null)]
    [InlineData("http:// https://. ftp://example.org javascript:alert(1) xhttps://example.org", null)]
    [InlineData("https://user:secret@example.org https://bank.example@example.org", null)]
    [InlineData("@ @nobody-has-this-name a@b.c", null)]
    public async Task Links_and_tags_are_found(string text, string? parts)
    {
        var person = await Person.JoinAsync(stack);

        Assert.Equal(parts, Parts(await person.SayAsync(text)));
    }

    [Fact]
    public async Task A_tag_is_as_long_as_64_characters_and_no_longer()
    {
        var person = await Person.JoinAsync(stack);
        var longest = "#" + new string('a', 64);

        Assert.Equal("tag:" + longest, Parts(await person.SayAsync(longest)));
        Assert.Null(Parts(await person.SayAsync(longest + "a")));
    }

    [Fact]
    public async Task The_longest_name_there_is_behind_an_at_is_meant()
    {
        var longer = await Person.JoinAsync(stack, "Roger Histand");
        var stem = longer.Name.Split(' ')[0] + longer.Name.Split(' ')[^1];
        var shorter = longer with { Name = stem };
        await new Api(stack.Api).RegisterAsync(stem);
        await new Api(stack.Api).RegisterAsync(stem + " Histand");
        var person = await Person.JoinAsync(stack);

        Assert.Equal($"mention:@{longer.Name}|text:, hello", Parts(await person.SayAsync($"@{longer.Name}, hello")));
        Assert.Equal($"mention:@{stem} Histand|text: hello", Parts(await person.SayAsync($"@{stem} Histand hello")));
        Assert.Equal($"mention:@{shorter.Name}|text: Histandsen", Parts(await person.SayAsync($"@{shorter.Name} Histandsen")));
        Assert.Equal($"text:(|mention:@{stem}|text:)", Parts(await person.SayAsync($"(@{stem})")));
        Assert.Equal($"mention:@{stem.ToUpperInvariant()}|text:!", Parts(await person.SayAsync($"@{stem.ToUpperInvariant()}!")));
        Assert.Null(Parts(await person.SayAsync($"@{stem}x me@{stem} @@{stem}")));
    }

    [Fact]
    public async Task Each_of_a_dozen_mentions_is_one()
    {
        var person = await Person.JoinAsync(stack);
        var stem = $"n{Guid.NewGuid():N}"[..8];
        var names = Enumerable.Range(0, 12).Select(i => $"{stem}{(char)('a' + i)}").ToList();
        foreach (var name in names)
        {
            await new Api(stack.Api).RegisterAsync(name);
        }

        var text = string.Join(' ', names.Select(name => "@" + name)) + string.Concat(Enumerable.Repeat(" and, so on!", 10));

        var parts = (await person.SayAsync(text)).GetProperty("parts").EnumerateArray();
        Assert.Equal(
            names,
            parts.Where(part => part.TryGetProperty("mention", out _)).Select(part => part.GetProperty("mention").GetString())
        );
    }

    [Fact]
    public async Task The_pieces_are_the_text_in_every_list_and_what_is_only_text_has_none()
    {
        var person = await Person.JoinAsync(stack);
        var text = $"@{person.Name} says: <b>#tag</b> & \"https://example.org/?a=1&b=2\" 🙂";
        await person.SayAsync(text);
        await person.SayAsync("nothing in it");

        var messages = (await person.GetAsync($"/api/v1/users/{person.Segment}/messages")).Json.GetProperty("items").EnumerateArray();

        Assert.Equal([null, text], messages.Select(message => Parts(message) is null ? null : Together(message)));
        Assert.Equal(text, Together((await person.GetAsync("/api/v1/timelines/home")).Json.GetProperty("items")[1]));
        var newest = (await person.GetAsync("/api/v1/timelines/public?limit=100")).Json.GetProperty("items").EnumerateArray();
        Assert.Equal(text, Together(newest.First(message => message.GetProperty("text").GetString() == text)));
    }

    [Fact]
    public async Task What_the_simulator_posts_has_them_too()
    {
        var person = await Person.JoinAsync(stack);
        var other = await Person.JoinAsync(stack);

        var posted = await new Api(stack.Api).SimulateAsync(
            "POST",
            $"/msgs/{person.Segment}",
            new { content = $"@{other.Name} #simulated" }
        );
        var unknown = await new Api(stack.Api).SimulateAsync("POST", "/msgs/nobody%20at%20all", new { content = "#simulated" });

        Assert.Equal((204, 404), ((int)posted.Status, (int)unknown.Status));
        var message = (await other.GetAsync("/api/v1/me/mentions")).Json.GetProperty("items")[0];
        Assert.Equal($"mention:@{other.Name}|text: |tag:#simulated", Parts(message));
    }

    private static string? Parts(JsonElement message) =>
        message.TryGetProperty("parts", out var parts)
            ? string.Join(
                '|',
                parts.EnumerateArray().Select(part => $"{part.EnumerateObject().Last().Name}:{part.GetProperty("text").GetString()}")
            )
            : null;

    private static string Together(JsonElement message) =>
        string.Concat(message.GetProperty("parts").EnumerateArray().Select(part => part.GetProperty("text").GetString()));
}
