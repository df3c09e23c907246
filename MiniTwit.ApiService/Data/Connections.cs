using System.Collections.Concurrent;
using System.Data.Common;
using System.Threading.RateLimiting;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace MiniTwit.ApiService.Data;

/// <summary>Lets requests have connections: within their share, and while the database has a pulse.</summary>
internal sealed class Connections(IHttpContextAccessor requests, Pulse pulse) : DbConnectionInterceptor
{
    private readonly ConcurrentDictionary<Guid, RateLimitLease> _leases = new();

    public override async ValueTask<InterceptionResult> ConnectionOpeningAsync(
        DbConnection connection,
        ConnectionEventData eventData,
        InterceptionResult result,
        CancellationToken cancellationToken = default
    )
    {
        if (requests.HttpContext is not { } http || Share.Of(http) is not { } share)
        {
            return result;
        }

        pulse.ThrowIfGone();

        Release(eventData);
        var lease = await share.TakeConnectionAsync(cancellationToken);
        _leases[eventData.ConnectionId] = lease;
        // Nobody says that a connection that broke is closed, and its context goes back to the pool.
        http.Response.RegisterForDispose(lease);
        return result;
    }

    public override Task ConnectionClosedAsync(DbConnection connection, ConnectionEndEventData eventData)
    {
        Release(eventData);
        return Task.CompletedTask;
    }

    public override void ConnectionClosed(DbConnection connection, ConnectionEndEventData eventData) => Release(eventData);

    public override Task ConnectionFailedAsync(
        DbConnection connection,
        ConnectionErrorEventData eventData,
        CancellationToken cancellationToken = default
    )
    {
        if (Pulse.IsSilence(eventData.Exception))
        {
            pulse.Sent();
        }

        Release(eventData);
        return Task.CompletedTask;
    }

    public override Task ConnectionCanceledAsync(
        DbConnection connection,
        ConnectionEndEventData eventData,
        CancellationToken cancellationToken = default
    )
    {
        Release(eventData);
        return Task.CompletedTask;
    }

    public override Task ConnectionDisposedAsync(DbConnection connection, ConnectionEndEventData eventData)
    {
        Release(eventData);
        return Task.CompletedTask;
    }

    private void Release(ConnectionEventData of)
    {
        if (_leases.TryRemove(of.ConnectionId, out var lease))
        {
            lease.Dispose();
        }
    }
}
