using System.Net;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Web;

/// <summary>A browser asks for an address that its user may go to next.</summary>
public sealed class PrefetchTests(StackFixture stack) : StateChangeTest(stack)
{
    [Theory]
    [InlineData("Sec-Purpose", "prefetch")]
    [InlineData("Sec-Purpose", "prefetch;prerender")]
    [InlineData("Sec-Purpose", "prefetch;anonymous-client-ip")]
    [InlineData("Sec-Purpose", "prefetch;prerender;anonymous-client-ip")]
    [InlineData("Sec-Purpose", "Prefetch")]
    [InlineData("Purpose", "prefetch")]
    [InlineData("X-Purpose", "preview")]
    [InlineData("X-Moz", "prefetch")]
    public Task That_changes_nothing(string header, string value) =>
        AssertRefusedAsync(visitor =>
        {
            visitor.Headers.Add(header, value);
            visitor.Headers.Add("Sec-Fetch-Site", "none");
        });

    [Fact]
    public Task Going_there_does() =>
        AssertWorksAsync(visitor =>
        {
            visitor.Headers.Add("Sec-Purpose", "navigation");
            visitor.Headers.Add("Sec-Fetch-Site", "none");
        });

    [Fact]
    public async Task Pages_that_change_nothing_may_be_asked_for_ahead()
    {
        var visitor = await SignedInAsync(NewName());
        visitor.Headers.Add("Sec-Purpose", "prefetch");

        Assert.Equal(
            (HttpStatusCode.OK, "My Timeline | MiniTwit"),
            ((await visitor.GetAsync("/")).Status, (await visitor.GetAsync("/")).Title)
        );
    }

    [Fact]
    public async Task Robots_are_told_to_stay_away_from_what_changes_something()
    {
        var lines = (await Visit().GetAsync("/robots.txt")).Source.ReplaceLineEndings("\n").Split('\n');

        Assert.Superset(
            new HashSet<string> { "Disallow: /logout", "Disallow: /add_message", "Disallow: /*/follow$", "Disallow: /*/unfollow$" },
            lines.ToHashSet()
        );
    }
}
