using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using MiniTwit.ApiService.Data;
using MiniTwit.ApiService.Errors;
using MiniTwit.ApiService.Limits;
using MiniTwit.ApiService.Messages;
using MiniTwit.ApiService.Paging;

namespace MiniTwit.ApiService.Live;

/// <summary>
/// Looks once a second, while anybody listens, at what each replica keeps of the newest messages anyway, and tells who listens of those
/// that are new to them: docs/decisions/0032. Messages that become visible out of their order are told as well.
/// </summary>
internal sealed partial class LiveMessages(
    NewestMessages newest,
    IServiceScopeFactory scopes,
    TimeProvider time,
    ILogger<LiveMessages> logger
) : BackgroundService
{
    // A thousand of a replica's own, and those of another that has ended.
    private const int MaxListeners = 2_000;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ComeAgain = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<Listener, string> _listeners = new();
    private readonly SemaphoreSlim _someone = new(0, 1);
    private readonly Lock _joining = new();

    /// <summary>Lets somebody listen from now on.</summary>
    /// <param name="client">Who it is.</param>
    /// <param name="atMost">How often that one may listen at once.</param>
    /// <param name="kind">Whose messages are listened to.</param>
    /// <param name="readerId">For which reader; nobody where that does not matter.</param>
    /// <param name="after">Where that one is already, or null for where everybody is.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<Listener> JoinAsync(string client, int atMost, LiveKind kind, long readerId, Cursor? after, CancellationToken ct)
    {
        var now = await newest.ReadAsync(ct);
        var listener = new Listener(
            kind,
            readerId,
            after is null ? now : await KnownAsync(now, after, ct),
            FloorOf(now),
            LivePlace.Text(after ?? LivePlace.Of(now))
        );
        lock (_joining)
        {
            if (_listeners.Count >= MaxListeners || _listeners.Values.Count(other => other == client) >= atMost)
            {
                throw new TooManyAttemptsException(ComeAgain);
            }

            _listeners[listener] = client;
            if (_someone.CurrentCount == 0)
            {
                _someone.Release();
            }
        }

        return listener;
    }

    public void Leave(Listener listener) => _listeners.TryRemove(listener, out _);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            if (_listeners.IsEmpty)
            {
                await _someone.WaitAsync(stoppingToken);
            }

            try
            {
                await LookAsync(await newest.ReadAsync(stoppingToken), stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                // What is new is told once the database answers again.
                LogFailed(logger, Failure.Of(e) is null ? LogLevel.Error : LogLevel.Debug, e);
            }

            await Task.Delay(Pause, time, stoppingToken);
        }
    }

    /// <summary>What of the newest messages is known at that place.</summary>
    private async Task<Newest> KnownAsync(Newest now, Cursor at, CancellationToken ct)
    {
        // After the others were read: what turns up in between is among neither, and told next time.
        var late = at.Open.Count == 0 ? [] : await LateAsync(at, ct);
        return now with { Rows = [.. now.Rows.Where(row => row.Id <= at.Id && !late.Contains(row.Id))] };
    }

    private async Task<HashSet<long>> LateAsync(Cursor at, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MiniTwitDb>();
        return await db.Messages.Where(m => m.Id <= at.Id && at.Open.Contains(m.InsertedIn!.Value)).Select(m => m.Id).ToHashSetAsync(ct);
    }

    private async Task LookAsync(Newest now, CancellationToken ct)
    {
        var place = LivePlace.Text(LivePlace.Of(now));
        // Most have been told the same.
        foreach (var listeners in _listeners.Keys.GroupBy(listener => listener.Known, ReferenceEqualityComparer.Instance))
        {
            var all = listeners.ToList();
            var known = all[0].Known.Rows.Select(row => row.Id).ToHashSet();
            var floor = all[0].Floor;
            var fresh = now.Rows.Select(row => row.Id).Where(id => id > floor && !known.Contains(id)).ToArray();
            // Those of whom each has news of their own only once they are told: their queries may fail.
            if (fresh.Length > 0)
            {
                var (followers, choosy) = (OfKind(all, LiveKind.Followed), OfKind(all, LiveKind.Seen));
                var (followed, seen) = (await CountFollowedAsync(followers, fresh, ct), await CountSeenAsync(choosy, fresh, ct));
                Tell(followers, followed, place);
                Tell(choosy, seen, place);
            }

            all.ForEach(listener => (listener.Known, listener.Floor) = (now, FloorOf(now)));
            if (fresh.Length == 0)
            {
                continue;
            }

            foreach (var listener in OfKind(all, LiveKind.Everybodys))
            {
                listener.Tell(fresh.Length, place);
            }
        }
    }

    /// <summary>How many of these messages are by whom each reader follows; readers of none are left out.</summary>
    private async Task<Dictionary<long, int>> CountFollowedAsync(List<Listener> listeners, long[] fresh, CancellationToken ct)
    {
        if (listeners.Count == 0)
        {
            return [];
        }

        var users = ReadersOf(listeners);
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MiniTwitDb>();
        return await db
            .Follows.Where(f => users.Contains(f.FollowerId) && !db.Blocks.Any(b => b.UserId == f.FollowerId && b.OtherId == f.FolloweeId))
            .Join(db.Messages.Where(m => fresh.Contains(m.Id)), f => f.FolloweeId, m => m.AuthorId, (f, _) => f.FollowerId)
            .GroupBy(user => user)
            .Select(user => new { User = user.Key, Count = user.Count() })
            .ToDictionaryAsync(user => user.User, user => user.Count, ct);
    }

    /// <summary>How many of these messages are by whom each reader does not hide; readers of none are left out.</summary>
    private async Task<Dictionary<long, int>> CountSeenAsync(List<Listener> listeners, long[] fresh, CancellationToken ct)
    {
        if (listeners.Count == 0)
        {
            return [];
        }

        var users = ReadersOf(listeners);
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MiniTwitDb>();
        return await db
            .Users.Where(u => users.Contains(u.Id))
            .Select(u => new
            {
                User = u.Id,
                Count = db.Messages.Count(m => fresh.Contains(m.Id) && !db.Blocks.Any(b => b.UserId == u.Id && b.OtherId == m.AuthorId)),
            })
            .Where(user => user.Count > 0)
            .ToDictionaryAsync(user => user.User, user => user.Count, ct);
    }

    private static List<Listener> OfKind(List<Listener> listeners, LiveKind kind) =>
        [.. listeners.Where(listener => listener.Kind == kind)];

    private static long[] ReadersOf(List<Listener> listeners) => [.. listeners.Select(listener => listener.ReaderId).Distinct()];

    private static void Tell(List<Listener> listeners, Dictionary<long, int> counts, string place)
    {
        foreach (var listener in listeners)
        {
            if (counts.TryGetValue(listener.ReaderId, out var count))
            {
                listener.Tell(count, place);
            }
        }
    }

    private static long FloorOf(Newest newest) => newest.Rows.Count < NewestMessages.Count ? 0 : newest.Rows[^1].Id;

    [LoggerMessage(Message = "Could not look for new messages")]
    private static partial void LogFailed(ILogger logger, LogLevel level, Exception exception);
}
