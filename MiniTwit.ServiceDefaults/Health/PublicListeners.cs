using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MiniTwit.ServiceDefaults.Health;

/// <summary>
/// Kestrel's sockets, of which those that take public requests can be closed while the server goes on: a proxy that connects is
/// refused and takes another replica, and what is connected is served to its end. Kestrel by itself stops all at once, and a request
/// sent over a connection that it has accepted and not read from is lost.
/// </summary>
internal sealed class PublicListeners(IOptions<SocketTransportOptions> options, ILoggerFactory logging, IConfiguration configuration)
    : IConnectionListenerFactory
{
    private readonly SocketTransportFactory _sockets = new(options, logging);
    private readonly ConcurrentBag<IConnectionListener> _listeners = [];

    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        var listener = await _sockets.BindAsync(endpoint, cancellationToken);
        if (listener.EndPoint is IPEndPoint address && address.Port != ManagementPort.Number(configuration))
        {
            _listeners.Add(listener);
        }

        return listener;
    }

    /// <summary>From here on, nobody new is let in. Kestrel takes it for the end of a listener, and may close it again.</summary>
    public async Task CloseAsync()
    {
        foreach (var listener in _listeners)
        {
            await listener.UnbindAsync();
        }
    }
}
