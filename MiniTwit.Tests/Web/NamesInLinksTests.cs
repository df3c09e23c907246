using System.Net;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Web;

public sealed class NamesInLinksTests(StackFixture stack) : WebTest(stack)
{
    public static TheoryData<string> Beginnings =>
        [
            "Roger Histand",
            "100% Æøå",
            "日本語 🙂",
            "what? #1 & more",
            "\"quoted\" 'n' <b>",
            "a+b=c;d",
            "back\\slash",
            "%2F%41",
            "..dots",
            "per%cent?x=1#y",
            "@:[]|^`{}~",
        ];

    /// <summary>Every link that the pages make of a name leads to that user and nobody else.</summary>
    [Theory]
    [MemberData(nameof(Beginnings))]
    public async Task Every_link_with_a_name_leads_to_that_user(string beginning)
    {
        var (name, reader) = (NewName(beginning), await SignedInAsync(NewName("reader")));
        var visitor = await SignedInAsync(name);
        Assert.Equal($"sign out [{name}]", (await visitor.GetAsync("/")).Navigation[2]);
        var message = Assert.Single((await ShareAsync(visitor, "hello")).Document.QuerySelectorAll(".message"));

        AssertIsPageOf(name, await reader.GetAsync(message.QuerySelector("a.author")!.GetAttribute("href")!));
        Assert.Equal(
            ["hello"],
            (await reader.GetAsync(message.QuerySelector("a.when")!.GetAttribute("href")!)).Messages.Select(m => m.Text)
        );

        var page = await reader.GetAsync("/" + Uri.EscapeDataString(name));
        var followed = await reader.PostAsync(page.First("form.followstatus").GetAttribute("action")!);
        Assert.Equal([$"You are now following \"{name}\""], followed.Flashes);
        AssertIsPageOf(name, followed);
        foreach (var link in followed.Document.QuerySelectorAll(".counts a"))
        {
            Assert.Equal(HttpStatusCode.OK, (await reader.GetAsync(link.GetAttribute("href")!)).Status);
        }

        var unfollowed = await reader.GetAsync("/" + Uri.EscapeDataString(name) + "/unfollow");
        Assert.Equal([$"You are no longer following \"{name}\""], unfollowed.Flashes);
        AssertIsPageOf(name, unfollowed);
    }

    /// <summary>Some clients write a space as it is or leave harmless characters unencoded.</summary>
    [Fact]
    public async Task A_name_with_spaces_is_found_by_its_encoded_address()
    {
        var name = NewName("Roger Histand");
        await RegisteredAsync(name);

        AssertIsPageOf(name, await Visit().GetAsync("/" + name.Replace(" ", "%20", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_address_in_another_case_shows_the_name_as_registered()
    {
        var name = NewName("Foo");
        await RegisteredAsync(name);

        AssertIsPageOf(name, await Visit().GetAsync("/" + name.ToLowerInvariant()));
    }

    private static void AssertIsPageOf(string name, Page page)
    {
        Assert.Equal((HttpStatusCode.OK, $"{name}'s Timeline | MiniTwit", $"{name}'s Timeline"), (page.Status, page.Title, page.Heading));
    }
}
