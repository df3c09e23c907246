using System.Net.Sockets;
using System.Text;

namespace MiniTwit.Tests.Stack;

/// <summary>How a client ends its side of a connection.</summary>
public enum Leaving
{
    /// <summary>It says that it will send no more, and still listens.</summary>
    HalfClose,

    /// <summary>It says so, and does not listen.</summary>
    Close,

    /// <summary>It forgets the connection.</summary>
    Reset,
}

/// <summary>A request written to a socket by hand, whose body may stay unfinished.</summary>
internal sealed class RawRequest : IDisposable
{
    private const int BodyLength = 500;
    private const string BodyBegun = "{\"username\":\"abc";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp);

    public void Dispose() => _socket.Dispose();

    /// <summary>Sends the head, and returns when the server has begun to read the body: by then it is asked to say so.</summary>
    public static async Task<RawRequest> WithUnfinishedBodyAsync(Uri address, string method, string path, params string[] headers)
    {
        var request = await SendAsync(address, method, path, [.. headers, $"Content-Length: {BodyLength}", "Expect: 100-continue"], "");
        Assert.StartsWith("HTTP/1.1 100 ", await request.ReadAsync(untilClosed: false), StringComparison.Ordinal);
        await request._socket.SendAsync(Encoding.ASCII.GetBytes(BodyBegun));
        return request;
    }

    /// <summary>Sends what an unfinished body lacks.</summary>
    public async Task FinishAsync(string rest) =>
        await _socket.SendAsync(Encoding.ASCII.GetBytes(rest.PadRight(BodyLength - BodyBegun.Length)));

    public static Task<RawRequest> SendAsync(Uri address, string method, string path, string[] headers, string body)
    {
        var head =
            $"{method} {path} HTTP/1.1\r\nHost: {address.Authority}\r\n{string.Concat(headers.Select(header => header + "\r\n"))}\r\n";
        return SendAsync(address, head + body);
    }

    /// <summary>Connects and sends exactly that, which may be nothing, less than a request or several.</summary>
    public static async Task<RawRequest> SendAsync(Uri address, string text)
    {
        var request = new RawRequest();
        await request._socket.ConnectAsync("127.0.0.1", address.Port, TestContext.Current.CancellationToken);
        await request._socket.SendAsync(Encoding.ASCII.GetBytes(text));
        return request;
    }

    /// <returns>What the server answered, where the client still listens to it.</returns>
    public async Task<string> LeaveAsync(Leaving how)
    {
        var answer = "";
        if (how == Leaving.HalfClose)
        {
            _socket.Shutdown(SocketShutdown.Send);
            answer = await ReadAsync(untilClosed: true);
        }
        else if (how == Leaving.Reset)
        {
            _socket.LingerState = new(true, 0);
        }

        _socket.Close();
        return answer;
    }

    /// <summary>What the server sends: all until it closes the connection, or what comes first.</summary>
    public async Task<string> ReadAsync(bool untilClosed)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(Patience);
        var (answer, buffer) = (new StringBuilder(), new byte[8192]);
        try
        {
            while (await _socket.ReceiveAsync(buffer, timeout.Token) is var count and > 0)
            {
                answer.Append(Encoding.UTF8.GetString(buffer, 0, count));
                if (!untilClosed)
                {
                    break;
                }
            }
        }
        catch (SocketException)
        {
            // Closed the hard way.
        }

        return answer.ToString();
    }
}
