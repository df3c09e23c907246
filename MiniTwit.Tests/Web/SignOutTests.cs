using System.Net;
using MiniTwit.Tests.Data;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Web;

/// <summary>Pages of their own before an API that hangs when a test says so.</summary>
public sealed class SignOutTests(StackFixture stack) : WebTest(stack)
{
    /// <summary>Longer than the pages wait for it, and shorter than for what stores something.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(8);

    [Fact]
    public async Task An_API_that_hangs_keeps_nobody_signed_in_or_waiting()
    {
        var name = NewName();
        await RegisteredAsync(name);
        await using var api = new TcpProxy(Stack.Api.Host, Stack.Api.Port);
        await using var web = await PagesBefore.StartAsync(Stack, $"http://127.0.0.1:{api.Port}");
        using var visitor = new Visitor(web.Address);
        Assert.Equal(["You were logged in"], (await SignInAsync(visitor, name)).Flashes);

        api.Hang();
        var start = TimeProvider.System.GetTimestamp();
        using var answer = await visitor.SendAsync(HttpMethod.Post, "/logout");
        var waited = TimeProvider.System.GetElapsedTime(start);
        api.GoOn();

        Assert.Equal((HttpStatusCode.Redirect, "/public"), (answer.StatusCode, answer.Headers.Location?.OriginalString));
        Assert.DoesNotContain(visitor.Jar, cookie => cookie.Name == "minitwit.session");
        Assert.InRange(waited, TimeSpan.Zero, Soon);
    }
}
