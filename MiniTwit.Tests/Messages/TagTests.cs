using System.Net;
using System.Text.Json;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Messages;

public sealed class TagTests(StackFixture stack)
{
    private readonly Api _api = new(stack.Api);

    [Fact]
    public async Task A_tag_lists_its_messages_newest_first_whatever_its_case()
    {
        var (person, tag) = (await Person.JoinAsync(stack), NewTag("Blåbær"));
        await person.SayAsync($"one #{tag}");
        await person.SayAsync($"two #{tag.ToUpperInvariant()} and again #{tag}");
        await person.SayAsync($"none #{tag}x");

        foreach (var asked in new[] { tag, tag.ToUpperInvariant(), tag.Replace("å", "a\u030A", StringComparison.Ordinal) })
        {
            Assert.Equal(
                [$"two #{tag.ToUpperInvariant()} and again #{tag}", $"one #{tag}"],
                Texts((await _api.GetAsync($"/api/v1/tags/{Uri.EscapeDataString(asked)}/messages")).Json)
            );
        }
    }

    [Fact]
    public async Task Pages_lead_through_all_of_them()
    {
        var (person, tag) = (await Person.JoinAsync(stack), NewTag("pages"));
        var said = Enumerable.Range(0, 7).Select(i => FormattableString.Invariant($"{i} #{tag}")).ToList();
        foreach (var text in said)
        {
            await person.SayAsync(text);
        }

        var (seen, cursor) = (new List<string>(), "");
        while (cursor is not null)
        {
            var page = (await _api.GetAsync($"/api/v1/tags/{tag}/messages?limit=3{cursor}")).Json;
            seen.AddRange(Texts(page));
            cursor = page.GetProperty("next").GetString() is { } next ? "&cursor=" + next : null;
        }

        said.Reverse();
        Assert.Equal(said, seen);
    }

    [Fact]
    public async Task What_is_flagged_or_deleted_is_not_listed()
    {
        var (person, tag) = (await Person.JoinAsync(stack), NewTag("gone"));
        var flagged = (await person.SayAsync($"flagged #{tag}")).GetProperty("id").GetInt64();
        var deleted = (await person.SayAsync($"deleted #{tag}")).GetProperty("id").GetInt64();

        await stack.Database.ChangeAsync("UPDATE messages SET flagged = true WHERE id = $1", flagged);
        await person.SendAsync("DELETE", FormattableString.Invariant($"/api/v1/messages/{deleted}"));

        Assert.Empty(Texts((await _api.GetAsync($"/api/v1/tags/{tag}/messages")).Json));
    }

    [Theory]
    [InlineData("2026")]
    [InlineData("a%20b")]
    [InlineData("%23a")]
    [InlineData("a%01")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public async Task What_cannot_be_a_tag_is_not_found(string tag)
    {
        Assert.Equal(HttpStatusCode.NotFound, (await _api.GetAsync($"/api/v1/tags/{tag}/messages")).Status);
    }

    private static string NewTag(string stem) => $"{stem}{Guid.NewGuid():N}"[..20];

    private static IEnumerable<string> Texts(JsonElement page) =>
        page.GetProperty("items").EnumerateArray().Select(message => message.GetProperty("text").GetString()!);
}
