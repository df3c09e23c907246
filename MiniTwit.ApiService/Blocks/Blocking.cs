using Microsoft.EntityFrameworkCore;
using MiniTwit.ApiService.Data;

namespace MiniTwit.ApiService.Blocks;

/// <summary>Blocks and mutes, and takes that back; doing it twice changes nothing.</summary>
internal static class Blocking
{
    /// <summary>
    /// Blocks, and takes away who follows whom between the two. Several statements, so that the last sees a follow that was made while the
    /// first waited for it.
    /// </summary>
    public static Task BlockAsync(MiniTwitDb db, long userId, long otherId, CancellationToken ct) =>
        db.Database.ExecuteToTheEndAsync(
            $"""
            SELECT block_between({userId}, {otherId});
            INSERT INTO blocks (user_id, other_id, is_mute)
            SELECT one.id, other.id, false FROM users one CROSS JOIN users other WHERE one.id = {userId} AND other.id = {otherId}
            FOR KEY SHARE
            ON CONFLICT DO NOTHING;
            DELETE FROM follows
            WHERE (follower_id = {userId} AND followee_id = {otherId}) OR (follower_id = {otherId} AND followee_id = {userId})
            """,
            ct
        );

    public static Task MuteAsync(MiniTwitDb db, long userId, long otherId, CancellationToken ct) =>
        db.Database.ExecuteToTheEndAsync(
            $"""
            INSERT INTO blocks (user_id, other_id, is_mute)
            SELECT one.id, other.id, true FROM users one CROSS JOIN users other WHERE one.id = {userId} AND other.id = {otherId}
            FOR KEY SHARE
            ON CONFLICT DO NOTHING
            """,
            ct
        );

    public static Task UndoAsync(MiniTwitDb db, long userId, long otherId, bool isMute, CancellationToken ct) =>
        db.Blocks.Where(b => b.UserId == userId && b.OtherId == otherId && b.IsMute == isMute).ExecuteDeleteAsync(ct);
}
