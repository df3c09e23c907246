using System.Diagnostics;
using System.Net;
using MiniTwit.Tests.Data;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Web;

/// <summary>The public timeline while the API tells nothing: the last one that it told, and that it is so.</summary>
public sealed class LastTimelineTests(StackFixture stack) : WebTest(stack)
{
    private const int Crowd = 40;
    private const string Moment = "MiniTwit is having a moment…";
    private static readonly TimeSpan OldestPage = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Prompt = TimeSpan.FromSeconds(4);

    [Fact]
    public async Task Who_is_signed_out_is_shown_the_last_one_and_told_so_until_the_API_tells_again()
    {
        var author = NewName();
        var reader = await SignedInAsync(author);
        await ShareAsync(reader, "before");
        await using var proxy = new TcpProxy(Stack.Api.Host, Stack.Api.Port);
        await using var web = await PagesBefore.StartAsync(Stack, $"http://127.0.0.1:{proxy.Port}");
        using var visitor = new Visitor(web.Address);
        var before = await visitor.GetAsync("/public");
        Assert.Empty(before.Errors);

        proxy.Hang();
        (Page Page, TimeSpan Took)[] meanwhile;
        Page another;
        try
        {
            await Task.Delay(OldestPage, TestContext.Current.CancellationToken);
            meanwhile = await Task.WhenAll(Enumerable.Range(0, Crowd).Select(_ => TimeAsync(visitor, "/public")));
            another = await visitor.GetAsync($"/{author}");
        }
        finally
        {
            proxy.GoOn();
        }

        Assert.All(meanwhile, one => Assert.Equal(HttpStatusCode.OK, one.Page.Status));
        Assert.All(meanwhile, one => Assert.Equal(before.Messages, one.Page.Messages));
        Assert.All(meanwhile, one => Assert.StartsWith(Moment, Assert.Single(one.Page.Errors), StringComparison.Ordinal));
        Assert.All(meanwhile, one => Assert.InRange(one.Took, TimeSpan.Zero, Prompt));
        AssertStatus(HttpStatusCode.ServiceUnavailable, Moment, another);
        await ShareAsync(reader, "after");
        var after = await GetUntilAsync(visitor, "/public", page => page.Errors is []);
        Assert.Equal((0, "after"), (after.Errors.Count, after.Messages[0].Text));
    }

    private static async Task<(Page Page, TimeSpan Took)> TimeAsync(Visitor visitor, string path)
    {
        var watch = Stopwatch.StartNew();
        return (await visitor.GetAsync(path), watch.Elapsed);
    }
}
