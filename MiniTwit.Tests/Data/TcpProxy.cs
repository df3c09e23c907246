using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace MiniTwit.Tests.Data;

/// <summary>Stands in front of a server, and is the network between: it can hang, be slow or be cut.</summary>
internal sealed class TcpProxy : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _end = new();
    private readonly (string Host, int Port) _server;
    private readonly Task _accepting;
    private readonly ConcurrentDictionary<TcpClient, bool> _clients = [];
    private volatile TaskCompletionSource _open = new();
    private volatile bool _isCut;
    private int _refused;

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

    /// <summary>How many connections ended at once, since the server was cut off or takes no more.</summary>
    public int Refused => Volatile.Read(ref _refused);

    /// <summary>How long everything takes to get there.</summary>
    public TimeSpan Latency { get; set; }

    /// <summary>What is sent arrives, and the connection ends before the answer does.</summary>
    public bool LosesAnswers { get; set; }

    /// <summary>Connections are taken, and nothing is answered.</summary>
    public void Hang() => _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Each new connection ends at once; those there are go on.</summary>
    public void TakeNoMore() => _isCut = true;

    /// <summary>All connections end, and so does each new one.</summary>
    public void Cut()
    {
        TakeNoMore();
        foreach (var client in _clients.Keys)
        {
            client.Close();
        }
    }

    public void GoOn()
    {
        _isCut = false;
        _open.TrySetResult();
    }

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
        _clients[client] = true;
        using (client)
        using (var server = new TcpClient { NoDelay = true })
        {
            try
            {
                if (_isCut)
                {
                    Interlocked.Increment(ref _refused);
                }
                else
                {
                    await server.ConnectAsync(_server.Host, _server.Port, _end.Token);
                    await Task.WhenAny(PassOnAsync(client, server, isAnswer: false), PassOnAsync(server, client, isAnswer: true));
                }
            }
            catch (Exception gone) when (gone is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // Whoever went, the other is let go, too.
            }
            finally
            {
                _clients.TryRemove(client, out _);
            }
        }
    }

    private async Task PassOnAsync(TcpClient from, TcpClient to, bool isAnswer)
    {
        var buffer = new byte[16 * 1024];
        while (await from.GetStream().ReadAsync(buffer, _end.Token) is var read and > 0)
        {
            await _open.Task.WaitAsync(_end.Token);
            await Task.Delay(Latency, _end.Token);
            if (isAnswer && LosesAnswers)
            {
                return;
            }

            await to.GetStream().WriteAsync(buffer.AsMemory(0, read), _end.Token);
        }
    }
}
