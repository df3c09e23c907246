using System.Net;
using System.Net.Sockets;
using MiniTwit.Simulator.Commands;

namespace MiniTwit.Tests.Client;

public sealed class ErrorKindTests
{
    [Theory]
    [InlineData(204, "", 0)]
    [InlineData(200, "[]", 3, "200 3")]
    [InlineData(302, "", 3, "302 3")]
    [InlineData(400, """{"status":400,"error_msg":"No, thanks"}""", 2, "400 No, thanks 2")]
    [InlineData(403, """{"status":403,"error_msg":"Not you"}""", 3, "403 Not you 3")]
    [InlineData(404, "", 3, "404 3")]
    [InlineData(500, "Internal\r\nServer\tError\u001b[31m", 3, "500 Internal Server Error [31m 3")]
    [InlineData(503, """{"title":"Away","detail":"Try later","traceId":"0af"}""", 3, "503 Try later 3")]
    public async Task Every_answer_but_204_is_an_error_and_400_to_a_registration_is_none(
        int status,
        string body,
        int errors,
        params string[] kinds
    )
    {
        await using var api = new FakeApi(_ => FakeApi.Http(status, body));

        var run = await ClientRun.ThreeCommandsAsync(api.Url);

        Assert.Equal((3, errors), (run.Total.GetProperty("sent").GetInt64(), run.Errors));
        Assert.Equal(kinds, run.ErrorKinds);
        Assert.Equal(errors == 0 ? ExitCodes.Ok : ExitCodes.Errors, run.ExitCode);
    }

    [Fact]
    public async Task A_connection_that_is_closed_without_an_answer_is_a_reset()
    {
        await using var api = new FakeApi(_ => null);

        Assert.Equal(["reset 3"], (await ClientRun.ThreeCommandsAsync(api.Url)).ErrorKinds);
    }

    [Fact]
    public async Task An_answer_that_breaks_off_is_a_reset()
    {
        await using var api = new FakeApi(_ => "HTTP/1.1 204 No Content\r\nX-Cut: o");

        Assert.Equal(["reset 3"], (await ClientRun.ThreeCommandsAsync(api.Url)).ErrorKinds);
    }

    [Fact]
    public async Task An_answer_that_is_no_HTTP_is_told()
    {
        await using var api = new FakeApi(_ => "SSH-2.0-OpenSSH_9.6\r\n\r\n");

        Assert.Equal(["invalid answer 3"], (await ClientRun.ThreeCommandsAsync(api.Url)).ErrorKinds);
    }

    [Fact]
    public async Task An_answer_that_never_comes_is_a_timeout()
    {
        await using var api = new FakeApi(
            async (_, stopped) =>
            {
                await Task.Delay(TimeSpan.FromSeconds(1), stopped);
                return null;
            }
        );

        Assert.Equal(["timeout 3"], (await ClientRun.ThreeCommandsAsync(api.Url, "--timeout", "200ms")).ErrorKinds);
    }

    [Fact]
    public async Task An_answer_above_the_longest_latency_is_slow()
    {
        await using var api = new FakeApi(
            async (_, stopped) =>
            {
                await Task.Delay(TimeSpan.FromMilliseconds(150), stopped);
                return FakeApi.Http(204);
            }
        );

        Assert.Equal(["slow 3"], (await ClientRun.ThreeCommandsAsync(api.Url, "--max-latency", "100ms")).ErrorKinds);
        Assert.Equal(0, (await ClientRun.ThreeCommandsAsync(api.Url)).Errors);
    }

    [Fact]
    public async Task Where_nobody_listens_the_connection_is_refused()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();

        Assert.Equal(["refused 3"], (await ClientRun.ThreeCommandsAsync($"http://127.0.0.1:{port}")).ErrorKinds);
    }
}
