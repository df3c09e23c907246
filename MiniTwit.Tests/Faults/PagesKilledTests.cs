using System.Collections.Concurrent;
using System.Net;
using MiniTwit.Tests.Logging;
using MiniTwit.Tests.Stack;
using MiniTwit.Tests.Web;

namespace MiniTwit.Tests.Faults;

/// <summary>Promise: who writes on the pages while their replicas are killed, and sends a form again that nobody answered, has each message once.</summary>
public sealed class PagesKilledTests
{
    private const int Writers = 4;
    private const int MessagesBetween = 40;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task What_was_written_is_there_once()
    {
        await using var stack = await FaultyStack.StartAsync(replicas: 1);
        var webs = await Task.WhenAll(stack.StartWebAsync(), stack.StartWebAsync());
        var (written, stop) = (new ConcurrentBag<string>(), new CancellationTokenSource());
        var writers = new List<Task>();
        while (writers.Count < Writers)
        {
            var name = Person.NewName();
            await Person.RegisterAsync(new Api(stack.Replicas[0].Address), stack.Server.Direct, name, $"{Guid.NewGuid():N}@example.org");
            using var visitor = new Visitor(webs[0].Address);
            var cookies = await visitor.SignInAsync(name, Person.UsualPassword);
            writers.Add(WriteAsync(() => webs, cookies, written, stop.Token));
        }

        for (var round = 0; round < FaultyStack.Rounds(usually: 2); round++)
        {
            await MoreAsync(written);
            await webs[round % 2].DisposeAsync();
            webs[round % 2] = await stack.StartWebAsync();
        }

        await MoreAsync(written);
        await stop.CancelAsync();
        await Task.WhenAll(writers);
        await Task.WhenAll(webs.Select(web => web.DisposeAsync().AsTask()));
        stop.Dispose();

        Assert.Equal(written.Order(), (await stack.Server.Direct.TextsAsync("SELECT text FROM messages")).Order());
        TestContext.Current.TestOutputHelper?.WriteLine($"{written.Count} messages");
    }

    /// <summary>One message after the other, each until it is accepted.</summary>
    private static async Task WriteAsync(Func<AppProcess[]> webs, string cookies, ConcurrentBag<string> written, CancellationToken stop)
    {
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
        while (!stop.IsCancellationRequested)
        {
            var (text, key) = ($"{Guid.NewGuid()}", $"{Guid.NewGuid()}");
            for (var tries = 0; !await IsAcceptedAsync(client, webs()[tries % 2].Address, cookies, text, key); tries++)
            {
                await Task.Delay(20, TestContext.Current.CancellationToken);
            }

            written.Add(text);
        }
    }

    private static async Task<bool> IsAcceptedAsync(HttpClient client, Uri web, string cookies, string text, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(web, "/add_message"))
        {
            Headers = { { "Cookie", cookies } },
            Content = new FormUrlEncodedContent([KeyValuePair.Create("text", text), KeyValuePair.Create("key", key)]),
        };
        try
        {
            using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.True(answer.StatusCode is HttpStatusCode.Found or HttpStatusCode.ServiceUnavailable, $"{answer.StatusCode}");
            return answer.StatusCode == HttpStatusCode.Found;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static async Task MoreAsync(ConcurrentBag<string> written)
    {
        var goal = written.Count + MessagesBetween;
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(Patience);
        while (written.Count < goal)
        {
            await Task.Delay(10, timeout.Token);
        }
    }
}
