using Microsoft.EntityFrameworkCore;
using MiniTwit.ApiService.Data;
using MiniTwit.ApiService.Errors;
using MiniTwit.ApiService.Simulator;

namespace MiniTwit.ApiService.Moderation;

/// <summary>
/// Takes the messages of suspended users out of sight, and brings them back, in batches: docs/decisions/0037. Whichever replica does it;
/// what one leaves undone another goes on with.
/// </summary>
internal sealed partial class Suspensions(IServiceScopeFactory scopes, WarmUp warmUp, TimeProvider time, ILogger<Suspensions> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private const int Batch = 1_000;
    private const int MaxUsers = 100;

    // Longer than any request lasts: who posted while the user was being suspended has committed by then.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    // Which changes this replica has gone through once already, before the time when nothing more can come.
    private Dictionary<long, DateTimeOffset> _begun = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await warmUp.Done.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                // Whatever it was, the loop must live on; the service's readiness tells when the database is away.
                LogPutOff(logger, e is BusyException || DatabaseAway.Is(e) ? null : e);
            }
        }
    }

    private async Task LookAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MiniTwitDb>();
        var changes = await db
            .Database.SqlQuery<Change>(
                $"""
                SELECT user_id, changed_at, changed_at < now() - {Grace} AS is_settled
                FROM suspension_changes ORDER BY changed_at LIMIT {MaxUsers}
                """
            )
            .ToListAsync(ct);
        var begun = _begun;
        _begun = [];
        foreach (var change in changes)
        {
            var isBegun = begun.GetValueOrDefault(change.UserId) == change.ChangedAt;
            var isThrough = (!change.IsSettled && isBegun) || await GoThroughAsync(db, change.UserId, ct);
            if (isThrough)
            {
                _begun[change.UserId] = change.ChangedAt;
            }

            if (isThrough && change.IsSettled)
            {
                await db.SuspensionChanges.Where(c => c.UserId == change.UserId && c.ChangedAt == change.ChangedAt).ExecuteDeleteAsync(ct);
            }
        }
    }

    /// <summary>Goes through the user's messages from the newest on.</summary>
    /// <returns>Whether it came to the end; else another replica is at it, or the user is gone.</returns>
    private static async Task<bool> GoThroughAsync(MiniTwitDb db, long user, CancellationToken ct)
    {
        for (var before = long.MaxValue; ; )
        {
            // As the user is now, which may be otherwise than it was with the batch before: then there is a later change, and with it
            // another round. Sessions go as well: one may have been opened while the user was being suspended.
            var step = (
                await db
                    .Database.SqlQuery<Step>(
                        $"""
                        WITH one AS MATERIALIZED (
                            SELECT id, suspended_at IS NOT NULL AS suspended FROM users WHERE id = {user} FOR NO KEY UPDATE SKIP LOCKED),
                        ended AS (DELETE FROM sessions USING one WHERE sessions.user_id = one.id AND one.suspended),
                        batch AS MATERIALIZED (
                            SELECT m.id FROM messages m WHERE m.author_id = (SELECT id FROM one) AND m.id < {before}
                            ORDER BY m.id DESC LIMIT {Batch}),
                        changed AS (
                            UPDATE messages m SET flagged = one.suspended, withheld = one.suspended
                            FROM batch, one
                            WHERE m.id = batch.id AND CASE WHEN one.suspended THEN NOT m.flagged ELSE m.withheld END)
                        SELECT EXISTS (SELECT FROM one) AS is_taken, (SELECT min(id) FROM batch) AS lowest
                        """
                    )
                    .ToListAsync(ct)
            )[0];
            if (step.Lowest is not { } lowest)
            {
                return step.IsTaken;
            }

            before = lowest;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Messages of suspended users are taken out of sight, or brought back, later")]
    private static partial void LogPutOff(ILogger logger, Exception? exception);

    private sealed record Change(long UserId, DateTimeOffset ChangedAt, bool IsSettled);

    private sealed record Step(bool IsTaken, long? Lowest);
}
