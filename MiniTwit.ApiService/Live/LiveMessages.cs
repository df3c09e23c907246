using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using MiniTwit.ApiService.Data;
using MiniTwit.ApiService.Errors;
using MiniTwit.ApiService.Limits;
using MiniTwit.ApiService.Messages;

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
    private const int MaxListeners = 1_000;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ComeAgain = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<Listener, string> _listeners = new();
    private readonly SemaphoreSlim _someone = new(0, 1);
    private readonly Lock _joining = new();

    /// <summary>Lets somebody listen from now on.</summary>
    /// <param name="client">Who it is.</param>
    /// <param name="atMost">How often that one may listen at once.</param>
    /// <param name="followsOf">The user whose followed authors are listened to, or null for everybody.</param>
    /// <param name="after">The newest message that is known already, or null for all there are.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<Listener> JoinAsync(string client, int atMost, long? followsOf, long? after, CancellationToken ct)
    {
        var now = await newest.ReadAsync(ct);
        var known = now with { Rows = [.. now.Rows.Where(row => row.Id <= (after ?? long.MaxValue))] };
        var listener = new Listener(followsOf, known, FloorOf(now), after ?? NewestOf(now));
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

    private async Task LookAsync(Newest now, CancellationToken ct)
    {
        // Most have been told the same.
        foreach (var listeners in _listeners.Keys.GroupBy(listener => listener.Known, ReferenceEqualityComparer.Instance))
        {
            var all = listeners.ToList();
            var known = all[0].Known.Rows.Select(row => row.Id).ToHashSet();
            var floor = all[0].Floor;
            var fresh = now.Rows.Select(row => row.Id).Where(id => id > floor && !known.Contains(id)).ToArray();
            // Those at home only once they are told: their query may fail.
            if (fresh.Length > 0)
            {
                await TellFollowersAsync([.. all.Where(listener => listener.FollowsOf is not null)], fresh, NewestOf(now), ct);
            }

            all.ForEach(listener => (listener.Known, listener.Floor) = (now, FloorOf(now)));
            if (fresh.Length == 0)
            {
                continue;
            }

            foreach (var listener in all.Where(listener => listener.FollowsOf is null))
            {
                listener.Tell(fresh.Length, NewestOf(now));
            }
        }
    }

    private async Task TellFollowersAsync(List<Listener> listeners, long[] fresh, long through, CancellationToken ct)
    {
        if (listeners.Count == 0)
        {
            return;
        }

        var users = listeners.Select(listener => listener.FollowsOf!.Value).Distinct().ToArray();
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MiniTwitDb>();
        var counts = await db
            .Follows.Where(f => users.Contains(f.FollowerId))
            .Join(db.Messages.Where(m => fresh.Contains(m.Id)), f => f.FolloweeId, m => m.AuthorId, (f, _) => f.FollowerId)
            .GroupBy(user => user)
            .Select(user => new { User = user.Key, Count = user.Count() })
            .ToDictionaryAsync(user => user.User, user => user.Count, ct);
        foreach (var listener in listeners)
        {
            if (counts.TryGetValue(listener.FollowsOf!.Value, out var count))
            {
                listener.Tell(count, through);
            }
        }
    }

    private static long FloorOf(Newest newest) => newest.Rows.Count < NewestMessages.Count ? 0 : newest.Rows[^1].Id;

    private static long NewestOf(Newest newest) => newest.Rows is [var first, ..] ? first.Id : 0;

    [LoggerMessage(Message = "Could not look for new messages")]
    private static partial void LogFailed(ILogger logger, LogLevel level, Exception exception);
}
