using System.Net;
using System.Net.Http.Json;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Web;

public sealed class SearchTests(StackFixture stack) : WebTest(stack)
{
    [Fact]
    public async Task The_search_is_linked_from_every_page_and_begins_with_its_form()
    {
        foreach (var visitor in new[] { Visit(), await SignedInAsync(NewName()) })
        {
            var page = await visitor.GetAsync((await visitor.GetAsync("/public")).Link("search"));

            Assert.Equal((HttpStatusCode.OK, "Search | MiniTwit", ""), (page.Status, page.Title, page.Value("q") ?? ""));
            Assert.Empty(page.Texts(".empty"));
            Assert.Empty(page.Messages);
        }
    }

    [Fact]
    public async Task It_finds_people_and_messages()
    {
        var word = NewWord();
        var name = $"{word} <b>";
        await RegisteredAsync(name);
        await Seed.PostAsync(Stack, name, [$"I said {word} & more"]);

        foreach (var visitor in new[] { Visit(), await SignedInAsync(NewName()) })
        {
            var page = await visitor.GetAsync($"/search?q={word}");

            Assert.Equal(($"Search for {word} | MiniTwit", word), (page.Title, page.Value("q")));
            Assert.Equal([name], page.Texts(".people bdi:first-of-type").Distinct());
            Assert.Equal([$"I said {word} & more"], page.Messages.Select(message => message.Text));
        }
    }

    [Fact]
    public async Task Pages_of_messages_lead_on_in_the_same_search()
    {
        var (name, word) = (NewName(), NewWord());
        await RegisteredAsync(name);
        await Seed.PostAsync(Stack, name, Enumerable.Range(1, 31).Select(n => FormattableString.Invariant($"{n} & {word}")));

        var first = await Visit().GetAsync($"/search?q={Uri.EscapeDataString($"& {word}")}");
        var second = await Visit().GetAsync("/search" + first.Link("older →"));
        var back = await Visit().GetAsync("/search" + second.Link("← newer"));

        Assert.Equal(31, first.Messages.Concat(second.Messages).Select(message => message.Text).Distinct().Count());
        Assert.Equal($"& {word}", second.Value("q"));
        Assert.Equal(first.Messages, back.Messages);
    }

    [Fact]
    public async Task A_tag_leads_to_its_page_and_a_name_to_people()
    {
        var word = NewWord();
        await RegisteredAsync(word);
        await Seed.PostAsync(Stack, word, [$"I am {word}"]);

        Assert.Equal([$"/messages/tagged/{word}"], (await Visit().GetAsync($"/search?q=%23{word}")).Redirects);
        var page = await Visit().GetAsync($"/search?q=@{word[..^1]}");
        Assert.Equal([word], page.Texts(".people bdi"));
        Assert.Empty(page.Messages);
        Assert.Equal(HttpStatusCode.OK, (await Visit().GetAsync("/search?q=%23%23%20")).Status);
    }

    [Theory]
    [InlineData("%E2%80%8B", "Enter something to look for")]
    [InlineData("{long}", "What is looked for has at most 280 characters")]
    [InlineData("a%00", "No text has what you look for")]
    public async Task What_cannot_be_looked_for_is_told_in_the_form(string q, string error)
    {
        var page = await Visit().GetAsync("/search?q=" + q.Replace("{long}", new string('x', 281), StringComparison.Ordinal));

        Assert.Equal((HttpStatusCode.BadRequest, "Search"), (page.Status, page.Heading));
        Assert.Equal([error], page.Errors);
    }

    [Fact]
    public async Task What_nobody_wrote_is_not_found() =>
        Assert.Equal(["Nothing was found."], (await Visit().GetAsync($"/search?q={NewWord()}")).Texts(".empty"));

    [Fact]
    public async Task Names_are_given_for_a_script_to_complete()
    {
        var word = NewWord();
        await Stack.Database.ChangeAsync(
            "INSERT INTO users (name, normalized_name, email, password_hash) SELECT $1 || ' ' || n, upper($1) || ' ' || n, 'a@b', '' FROM generate_series(10, 20) n",
            word
        );

        foreach (var q in new[] { word, "@" + word })
        {
            using var answer = await Visit().SendAsync(HttpMethod.Get, $"/search/names?q={q}");
            Assert.Equal("application/json", answer.Content.Headers.ContentType!.MediaType);
            Assert.Equal(
                Enumerable.Range(10, 8).Select(n => FormattableString.Invariant($"{word} {n}")),
                await answer.Content.ReadFromJsonAsync<string[]>(TestContext.Current.CancellationToken)
            );
        }

        foreach (var q in new[] { "", "?q=", "?q=@", "?q=" + new string('x', 65), "?q=%00" })
        {
            using var answer = await Visit().SendAsync(HttpMethod.Get, "/search/names" + q);
            Assert.Empty((await answer.Content.ReadFromJsonAsync<string[]>(TestContext.Current.CancellationToken))!);
        }
    }

    private static string NewWord() => $"w{Guid.NewGuid():N}"[..16];
}
