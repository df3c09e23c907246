using System.Net;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Search;

public sealed class UserSearchTests(StackFixture stack)
{
    private readonly Api _api = new(stack.Api);

    [Fact]
    public async Task People_are_found_by_the_beginning_of_any_word_of_the_name()
    {
        var word = NewWord();
        var person = await Person.JoinAsync(stack, $"Ada-Marie {word} Lovelace");

        foreach (var q in new[] { word, word.ToUpperInvariant()[..^1], $"{word} love", $"marie {word}", $" ada-marie {word}", person.Name })
        {
            Assert.Equal([person.Name], await FindAsync(q));
        }

        foreach (var q in new[] { word[1..], $"{word} lace", $"lovelace {word}" })
        {
            Assert.DoesNotContain(person.Name, await FindAsync(q));
        }
    }

    [Fact]
    public async Task A_name_is_found_in_any_form_that_looks_the_same()
    {
        var word = NewWord();
        var person = await Person.JoinAsync(stack, $"Zo\u00EB{word}");

        // Decomposed, of full width, and with a joiner inside.
        foreach (var q in new[] { $"zoe\u0308{word}", $"\uFF3Ao\u00EB{word}", $"zo\u200D\u00EB{word}" })
        {
            Assert.Equal([person.Name], await FindAsync(q));
        }
    }

    [Fact]
    public async Task The_one_of_exactly_that_name_comes_first_and_others_in_the_order_of_their_names()
    {
        var word = NewWord();
        foreach (var name in new[] { $"{word} b", $"{word}", $"A {word} a", $"A {word}" })
        {
            Assert.Equal(HttpStatusCode.NoContent, (await _api.RegisterAsync(name, "a@b", "p")).Status);
        }

        Assert.Equal($"A {word}", (await FindAsync($"a {word}"))[0]);
        Assert.Equal([word, $"A {word}", $"A {word} a", $"{word} b"], await FindAsync(word));
    }

    [Fact]
    public async Task There_are_at_most_twenty()
    {
        var word = NewWord();
        await stack.Database.ChangeAsync(
            "INSERT INTO users (name, normalized_name, email, password_hash) SELECT $1 || n, upper($1 || n), 'a@b', '' FROM generate_series(1, 30) n",
            word
        );

        Assert.Equal(20, (await FindAsync(word)).Count);
    }

    [Fact]
    public async Task Each_says_whether_I_follow_and_nothing_to_whom_is_nobody()
    {
        var word = NewWord();
        var (me, one, other) = (
            await Person.JoinAsync(stack),
            await Person.JoinAsync(stack, $"{word} one"),
            await Person.JoinAsync(stack, $"{word} other")
        );
        await me.FollowAsync(one);

        var path = $"/api/v1/search/users?q={word}";
        Assert.Equal(
            [(one.Name, true), (other.Name, false)],
            (await me.GetAsync(path))
                .Json.EnumerateArray()
                .Select(user => (user.GetProperty("username").GetString()!, user.GetProperty("followedByMe").GetBoolean()))
        );
        Assert.All(
            (await _api.GetAsync(path)).Json.EnumerateArray(),
            user => Assert.Equal(System.Text.Json.JsonValueKind.Null, user.GetProperty("followedByMe").ValueKind)
        );
    }

    [Fact]
    public async Task Who_is_gone_is_not_found()
    {
        var person = await Person.JoinAsync(stack, NewWord());
        Assert.Equal([person.Name], await FindAsync(person.Name));

        await person.SendAsync("DELETE", "/api/v1/me", new { password = person.Password });

        Assert.Empty(await FindAsync(person.Name));
    }

    private async Task<List<string>> FindAsync(string q)
    {
        var reply = await _api.GetAsync($"/api/v1/search/users?q={Uri.EscapeDataString(q)}");
        Assert.Equal(HttpStatusCode.OK, reply.Status);
        return [.. reply.Json.EnumerateArray().Select(user => user.GetProperty("username").GetString()!)];
    }

    private static string NewWord() => $"w{Guid.NewGuid():N}"[..16];
}
