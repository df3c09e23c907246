using System.Net;
using System.Net.Sockets;

namespace MiniTwit.Tests.Data;

/// <summary>Stands in front of a server and can make it look as if it hung: connections are taken, and nothing is answered.</summary>
internal sealed class TcpProxy : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _end = new();
    private readonly (string Host, int Port) _server;
    private readonly Task _accepting;
    private volatile TaskCompletionSource _open = new();

    /// <param name="host">Where the server is.</param>
    /// <param name="port">Its port.</param>
    /// <param name="at">The port to stand at; 0: any free one.</param>
    public TcpProxy(string host, int port, int at = 0)
    {
        _server = (host, port);
        _listener = new(IPAddress.Loopback, at);
        _open.SetResult();
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void Hang() => _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void GoOn() => _open.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _accepting;
        _listener.Dispose();
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(_end.Token));
            }
        }
        catch (OperationCanceledException)
        {
            // The end.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        // It passes on what comes as it comes, and adds no wait of its own.
        client.NoDelay = true;
        using (client)
        using (var server = new TcpClient { NoDelay = true })
        {
            try
            {
                await server.ConnectAsync(_server.Host, _server.Port, _end.Token);
                await Task.WhenAny(PassOnAsync(client, server), PassOnAsync(server, client));
            }
            catch (Exception gone) when (gone is IOException or SocketException or OperationCanceledException)
            {
                // Whoever went, the other is let go, too.
            }
        }
    }

    private async Task PassOnAsync(TcpClient from, TcpClient to)
    {
        var buffer = new byte[16 * 1024];
        while (await from.GetStream().ReadAsync(buffer, _end.Token) is var read and > 0)
        {
            await _open.Task.WaitAsync(_end.Token);
            await to.GetStream().WriteAsync(buffer.AsMemory(0, read), _end.Token);
        }
    }
}
