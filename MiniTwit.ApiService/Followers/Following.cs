using Microsoft.EntityFrameworkCore;
using MiniTwit.ApiService.Data;
using MiniTwit.ApiService.Telemetry;
using MiniTwit.ApiService.Users;

namespace MiniTwit.ApiService.Followers;

/// <summary>Whether both users exist, and how many rows changed.</summary>
internal sealed record FollowOutcome(bool Known, int Changed);

/// <summary>Whom it was about, who blocks the other, and how many rows changed.</summary>
internal sealed record BlockableOutcome(long? FolloweeId, long? BlockedBy, int Changed);

/// <summary>Follows and unfollows, for both APIs: one statement each, which may be repeated without harm.</summary>
internal sealed class Following(MiniTwitDb db, MiniTwitMetrics metrics)
{
    /// <summary>Follows; following twice or oneself changes nothing. False when either is unknown.</summary>
    public async Task<bool> FollowAsync(string follower, string followee, CancellationToken ct)
    {
        if (!TryNormalize(follower, followee, out var one, out var other))
        {
            return false;
        }

        var outcome = await RunAsync(
            $"""
            WITH pair AS (
                SELECT a.id AS follower_id, b.id AS followee_id
                FROM users a CROSS JOIN users b WHERE a.id = (SELECT find_user({one})) AND b.id = (SELECT find_user({other}))),
            changed AS (
                INSERT INTO follows (follower_id, followee_id)
                SELECT follower_id, followee_id FROM pair WHERE follower_id <> followee_id
                ON CONFLICT DO NOTHING RETURNING 1)
            SELECT EXISTS (SELECT FROM pair) AS known, (SELECT count(*) FROM changed)::int AS changed
            """,
            ct
        );
        metrics.Follows.Add(outcome.Changed);
        return outcome.Known;
    }

    /// <summary>
    /// Follows where neither has blocked the other; following twice or oneself changes nothing. The database looks for a block once it has
    /// waited for one that is being made, which itself looks for follows then: of the two at once, one sees the other.
    /// </summary>
    public async Task<BlockableOutcome> FollowUnlessBlockedAsync(CurrentUser follower, string followee, CancellationToken ct)
    {
        if (!UserName.CouldBe(followee))
        {
            return new(null, null, 0);
        }

        var outcome = (
            await db
                .Database.SqlQuery<BlockableOutcome>(
                    $"""
                    WITH pair AS MATERIALIZED (
                        SELECT a.id AS follower_id, b.id AS followee_id
                        FROM users a CROSS JOIN users b
                        WHERE a.id = {follower.Id} AND b.id = (SELECT find_user({UserName.Normalize(followee)}))),
                    asked AS MATERIALIZED (
                        SELECT follower_id, followee_id, block_between(follower_id, followee_id) AS blocked_by
                        FROM pair WHERE follower_id <> followee_id),
                    changed AS (
                        INSERT INTO follows (follower_id, followee_id)
                        SELECT follower_id, followee_id FROM asked WHERE blocked_by IS NULL
                        ON CONFLICT DO NOTHING RETURNING 1)
                    SELECT (SELECT followee_id FROM pair) AS followee_id, (SELECT blocked_by FROM asked) AS blocked_by,
                        (SELECT count(*) FROM changed)::int AS changed
                    """
                )
                .ToListAsync(ct)
        )[0];
        metrics.Follows.Add(outcome.Changed);
        return outcome;
    }

    /// <summary>Unfollows; unfollowing someone not followed changes nothing. False when either is unknown.</summary>
    public async Task<bool> UnfollowAsync(string follower, string followee, CancellationToken ct)
    {
        if (!TryNormalize(follower, followee, out var one, out var other))
        {
            return false;
        }

        var outcome = await RunAsync(
            $"""
            WITH pair AS (
                SELECT a.id AS follower_id, b.id AS followee_id
                FROM users a CROSS JOIN users b WHERE a.id = (SELECT find_user({one})) AND b.id = (SELECT find_user({other}))),
            changed AS (
                DELETE FROM follows f USING pair WHERE f.follower_id = pair.follower_id AND f.followee_id = pair.followee_id RETURNING 1)
            SELECT EXISTS (SELECT FROM pair) AS known, (SELECT count(*) FROM changed)::int AS changed
            """,
            ct
        );
        metrics.Unfollows.Add(outcome.Changed);
        return outcome.Known;
    }

    private async Task<FollowOutcome> RunAsync(FormattableString sql, CancellationToken ct) =>
        (await db.Database.SqlQuery<FollowOutcome>(sql).ToListAsync(ct))[0];

    private static bool TryNormalize(string follower, string followee, out string one, out string other)
    {
        (one, other) = (UserName.Normalize(follower), UserName.Normalize(followee));
        return UserName.CouldBe(follower) && UserName.CouldBe(followee);
    }
}
