using System.Net;
using MiniTwit.ServiceDefaults;
using MiniTwit.Tests.Data;
using MiniTwit.Tests.Logging;
using MiniTwit.Tests.Security;
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
        await using var web = await AppProcess.StartAsync<Projects.MiniTwit_Web>(
            new Dictionary<string, string>
            {
                ["services__api__http__0"] = $"http://127.0.0.1:{api.Port}",
                ["services__api__management__0"] = $"{Stack.Management(ResourceNames.Api)}",
                ["Internal__Key"] = await Stack.InternalKeyAsync(),
            }
        );
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
