using System.Threading.RateLimiting;
using MiniTwit.ApiService.Errors;

namespace MiniTwit.ApiService.Data;

/// <summary>
/// How many of the replica's connections one kind of work may hold at once, so that a locked table holds up its own kind and no
/// other. Metadata of route groups. All shares together are fewer than the pool's connections: nobody ever waits for the pool.
/// </summary>
internal sealed class Share(RateLimiter connections)
{
    public static readonly Share Latest = OfConnections(1),
        Recording = OfConnections(4),
        Sessions = OfConnections(5),
        Accounts = OfConnections(6),
        Profiles = OfConnections(4),
        Follows = OfConnections(6),
        Messages = OfConnections(10),
        Search = OfConnections(2);

    // What waits here is answered while its client has not given up yet: the slowest of what is read often takes a few milliseconds of
    // a connection.
    private const int MaxWaiting = 100;
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(1);

    /// <summary>Whether a further request would wait in vain.</summary>
    public bool IsFull => connections.GetStatistics() is { CurrentQueuedCount: >= MaxWaiting };

    /// <summary>The share that a request uses now, or null where nothing bounds it.</summary>
    public static Share? Of(HttpContext? http) => http?.Features.Get<Share>() ?? http?.GetEndpoint()?.Metadata.GetMetadata<Share>();

    /// <summary>What comes before an endpoint uses this share instead of the endpoint's, until the end of the scope.</summary>
    public Scope For(HttpContext http)
    {
        http.Features.Set(this);
        return new(http);
    }

    public ValueTask<RateLimitLease> TakeConnectionAsync(CancellationToken ct) => connections.TakeAsync(1, MaxWait, ct);

    private static Share OfConnections(int atMost) => new(new ConcurrencyLimiter(new() { PermitLimit = atMost, QueueLimit = MaxWaiting }));

    internal readonly struct Scope(HttpContext http) : IDisposable
    {
        public void Dispose() => http.Features.Set<Share>(null);
    }
}
