using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MiniTwit.Tests.Client;

/// <summary>A server that misbehaves as told: it gets a request's first line and gives the bytes to answer with, or null to hang up.</summary>
internal sealed class FakeApi : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<string, CancellationToken, Task<string?>> _answer;
    private readonly Task _serving;

    public FakeApi(Func<string, string?> answer)
        : this((line, _) => Task.FromResult(answer(line))) { }

    public FakeApi(Func<string, CancellationToken, Task<string?>> answer)
    {
        _answer = answer;
        _listener.Start();
        _serving = ServeAsync();
    }

    public string Url => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    public static string Http(int status, string body = "") =>
        $"HTTP/1.1 {status} Whatever\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n\r\n{body}";

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _serving;
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                await AnswerAsync(client.GetStream());
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or InvalidOperationException)
        {
            // Disposed.
        }
    }

    private async Task AnswerAsync(NetworkStream stream)
    {
        try
        {
            var request = new byte[16 * 1024];
            var length = 0;
            while (!IsWhole(Encoding.UTF8.GetString(request, 0, length)))
            {
                var read = await stream.ReadAsync(request.AsMemory(length), _stop.Token);
                if (read == 0)
                {
                    return;
                }

                length += read;
            }

            var line = Encoding.UTF8.GetString(request, 0, length).Split("\r\n")[0];
            if (await _answer(line, _stop.Token) is { } answer)
            {
                await stream.WriteAsync(Encoding.UTF8.GetBytes(answer), _stop.Token);
            }
        }
        catch (IOException)
        {
            // The client gave up, as some tests have it.
        }
    }

    private static bool IsWhole(string request)
    {
        var end = request.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0)
        {
            return false;
        }

        var length = request[..end].Split("\r\n").FirstOrDefault(h => h.StartsWith("Content-Length: ", StringComparison.OrdinalIgnoreCase));
        return length is null
            || Encoding.UTF8.GetByteCount(request) >= end + 4 + int.Parse(length[16..], System.Globalization.CultureInfo.InvariantCulture);
    }
}
