using System.Net.Sockets;

namespace MiniTwit.ServiceDefaults.Http;

/// <summary>A connection for one request at a time, which is counted from its request to the beginning of the answer.</summary>
internal sealed class AwaitingStream(Socket socket, AwaitedAnswers awaited) : NetworkStream(socket, ownsSocket: true)
{
    private readonly Lock _lock = new();
    private long? _since;

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            _since ??= awaited.Begin();
        }

        return base.WriteAsync(buffer, cancellationToken);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await base.ReadAsync(buffer, cancellationToken);
        if (read > 0)
        {
            End(isAnswered: true);
        }

        return read;
    }

    protected override void Dispose(bool disposing)
    {
        End(isAnswered: false);
        base.Dispose(disposing);
    }

    private void End(bool isAnswered)
    {
        lock (_lock)
        {
            if (_since is { } since)
            {
                awaited.End(since, isAnswered);
                _since = null;
            }
        }
    }
}
