using Microsoft.Playwright;
using MiniTwit.Tests.Data;
using MiniTwit.Tests.Limits;
using MiniTwit.Tests.Logging;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Browser;

/// <summary>Two browsers side by side, each on replicas of its own: what one posts the other hears of, also when a replica ends meanwhile.</summary>
public sealed class LiveReplicaTests(StackFixture stack, Chromium chromium) : BrowserTest(stack, chromium)
{
    [Fact]
    public async Task Who_listens_through_an_API_that_ends_is_told_the_rest_by_another()
    {
        var next = AppProcess.FreePort();
        await using var api = await LimitedApi.StartAsync(Stack);
        await using var web = await StartWebAsync(api, next);
        var (reader, author) = await SideBySideAsync(web.Address);

        await PostAsync(author, "one");
        await ExpectAsync(reader, "1 new message");
        await using var another = new TcpProxy(Stack.Api.Host, Stack.Api.Port, next);
        await EndAsync(api);
        await PostAsync(author, "two");
        await PostAsync(author, "three");

        await ExpectAsync(reader, "3 new messages");
    }

    [Fact]
    public async Task Who_listens_through_a_Web_that_ends_is_told_the_rest_by_another()
    {
        var edge = AppProcess.FreePort();
        await using var api = await LimitedApi.StartAsync(Stack);
        await using var web = await StartWebAsync(api, AppProcess.FreePort());
        IPage reader,
            author;
        await using (new TcpProxy(web.Address.Host, web.Address.Port, edge))
        {
            (reader, author) = await SideBySideAsync(new Uri($"http://127.0.0.1:{edge}"));
            await PostAsync(author, "one");
            await ExpectAsync(reader, "1 new message");
            await EndAsync(web);
        }

        await PostAsync(author, "two");
        await using var another = new TcpProxy(Stack.Web.Host, Stack.Web.Port, edge);
        await PostAsync(author, "three");

        await ExpectAsync(reader, "3 new messages");
    }

    /// <summary>Web on an API of its own, which knows of one more that is not there yet.</summary>
    private static Task<AppProcess> StartWebAsync(AppProcess api, int next) =>
        AppProcess.StartAsync<Projects.MiniTwit_Web>(
            new Dictionary<string, string>
            {
                ["services__api__http__0"] = api.Address.ToString(),
                ["services__api__http__1"] = $"http://127.0.0.1:{next}",
                ["services__api__management__0"] = api.Management.ToString(),
            }
        );

    /// <summary>Somebody who reads there, and whom that one follows, who writes through the stack's own replicas.</summary>
    private async Task<(IPage Reader, IPage Author)> SideBySideAsync(Uri there)
    {
        var name = NewName("author");
        var (writes, reads) = (await SignedInAsync(name), await SignedInAsync(NewName("reader")));
        await reads.PostAsync($"/{name}/follow");
        var reader = await (await OpenBrowserAsync()).NewPageAsync();
        await SignInAsync(reader.Context, reads, there);
        await reader.GotoAsync($"{there}");
        var author = await (await OpenBrowserAsync()).NewPageAsync();
        await SignInAsync(author.Context, writes);
        return (reader, author);
    }

    private static async Task PostAsync(IPage author, string text)
    {
        await author.GotoAsync("/");
        await author.Locator("#text").FillAsync(text);
        await author.GetByRole(AriaRole.Button, new() { Name = "Share" }).ClickAsync();
        await author.Locator(".flashes").WaitForAsync();
    }

    private static Task ExpectAsync(IPage reader, string bar) =>
        Assertions.Expect(reader.Locator("[data-live]")).ToHaveTextAsync(bar, new() { Timeout = 20_000 });

    private static async Task EndAsync(AppProcess replica)
    {
        replica.Terminate();
        Assert.Equal(0, await replica.WaitForExitAsync());
    }
}
