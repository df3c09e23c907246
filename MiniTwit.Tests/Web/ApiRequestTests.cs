using System.Net;
using System.Net.Sockets;
using System.Text;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Web;

/// <summary>What pages send to the API, as a listener in its place sees it.</summary>
public sealed class ApiRequestTests(StackFixture stack) : WebTest(stack)
{
    /// <summary>A body in chunks that is too large is cut off, and now and then before its sender has read why.</summary>
    [Fact]
    public async Task A_body_is_sent_with_its_length()
    {
        using var api = new TcpListener(IPAddress.Loopback, 0);
        api.Start();
        await using var web = await PagesBefore.StartAsync(Stack, $"http://{api.LocalEndpoint}");
        using var visitor = new Visitor(web.Address);

        var signingIn = SignInAsync(visitor, NewName());
        var head = await HeadOfRequestAsync(api).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        await signingIn;

        Assert.StartsWith("POST /api/v1/sessions ", head, StringComparison.Ordinal);
        Assert.Matches(@"(?i)\r\nContent-Length: [1-9]\d*\r\n", head);
        Assert.DoesNotContain("Transfer-Encoding", head, StringComparison.OrdinalIgnoreCase);
    }

    private static async Task<string> HeadOfRequestAsync(TcpListener server)
    {
        using var client = await server.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        var head = new StringBuilder();
        var some = new byte[4096];
        while (!head.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
        {
            var read = await client.GetStream().ReadAsync(some, TestContext.Current.CancellationToken);
            Assert.NotEqual(0, read);
            head.Append(Encoding.ASCII.GetString(some, 0, read));
        }

        await client
            .GetStream()
            .WriteAsync(
                "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray(),
                TestContext.Current.CancellationToken
            );
        return head.ToString();
    }
}
