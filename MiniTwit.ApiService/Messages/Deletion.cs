using Microsoft.EntityFrameworkCore;
using MiniTwit.ApiService.Data;
using MiniTwit.ApiService.Users;
using Npgsql;

namespace MiniTwit.ApiService.Messages;

/// <summary>Deletes messages such that their authors can change their minds for a while; see docs/decisions/0034.</summary>
internal static class Deletion
{
    /// <summary>How long a message can be put back.</summary>
    public static readonly TimeSpan Regret = TimeSpan.FromMinutes(10);

    // Some more than one deletion adds, so that what nobody wants back does not pile up between two sweeps.
    private const int PurgedWithEach = 100;

    /// <summary>
    /// Takes the author's message away, in one statement. The author's row comes first: whoever deletes the account takes it first, too, and
    /// then wants the message's.
    /// </summary>
    /// <returns>False where the author has no such message.</returns>
    public static async Task<bool> DeleteAsync(MiniTwitDb db, CurrentUser author, long id, CancellationToken ct) =>
        (
            await db
                .Database.SqlQuery<long>(
                    $"""
                    WITH author AS MATERIALIZED (SELECT id FROM users WHERE id = {author.Id} FOR KEY SHARE),
                    gone AS (
                        DELETE FROM messages WHERE id = {id} AND author_id = (SELECT id FROM author)
                        RETURNING id, author_id, text, posted_at, flagged AND NOT withheld, idempotency_key, reply_to_id, mentioned),
                    purged AS (
                        DELETE FROM deleted_messages WHERE id IN (
                            SELECT id FROM deleted_messages WHERE deleted_at < now() - {Regret}
                            ORDER BY deleted_at LIMIT {PurgedWithEach} FOR UPDATE SKIP LOCKED)
                        RETURNING id),
                    reported AS (DELETE FROM report_cases WHERE message_id IN (SELECT id FROM purged))
                    INSERT INTO deleted_messages (
                        id, author_id, text, posted_at, flagged, idempotency_key, reply_to_id, mentioned, tags, told_user_ids)
                    SELECT gone.*,
                        ARRAY(SELECT tag FROM message_tags WHERE message_id = gone.id),
                        ARRAY(SELECT user_id FROM mentions WHERE message_id = gone.id)
                    FROM gone
                    RETURNING id
                    """
                )
                .ToListAsync(ct)
        ).Count > 0;

    /// <summary>
    /// Puts the author's message back as it was, in one statement. Counts learn of it as of one that is no longer flagged: the mark may have
    /// passed its id, whose deletion they noted. Its key is left out where another message has come under it since.
    /// </summary>
    /// <returns>Whether it is there now, or was all the time: this may be asked twice.</returns>
    public static async Task<bool> RestoreAsync(MiniTwitDb db, CurrentUser author, long id, CancellationToken ct)
    {
        try
        {
            return await TryRestoreAsync(db, author, id, ct);
        }
        catch (PostgresException e) when (e is { SqlState: PostgresErrorCodes.UniqueViolation, TableName: "messages" })
        {
            // Another message came under its key just now, or another restored it. It is seen from now on.
            return await TryRestoreAsync(db, author, id, ct);
        }
    }

    private static async Task<bool> TryRestoreAsync(MiniTwitDb db, CurrentUser author, long id, CancellationToken ct) =>
        (
            await db
                .Database.SqlQuery<long>(
                    $"""
                    WITH author AS MATERIALIZED (SELECT id FROM users WHERE id = {author.Id} FOR KEY SHARE),
                    kept AS (
                        DELETE FROM deleted_messages
                        WHERE id = {id} AND author_id = (SELECT id FROM author) AND deleted_at >= now() - {Regret}
                        RETURNING *),
                    restored AS (
                        INSERT INTO messages (id, author_id, text, posted_at, flagged, idempotency_key, reply_to_id, mentioned)
                        SELECT id, author_id, text, posted_at, flagged,
                            CASE WHEN NOT EXISTS (
                                SELECT FROM messages other
                                WHERE other.author_id = kept.author_id AND other.idempotency_key = kept.idempotency_key)
                            THEN idempotency_key END,
                            reply_to_id, mentioned
                        FROM kept
                        RETURNING id, author_id, flagged),
                    counted AS (
                        INSERT INTO count_changes (user_id, counter, row_id, delta)
                        SELECT author_id, 'messages', id, 1 FROM restored WHERE NOT flagged),
                    tagged AS (
                        INSERT INTO message_tags (tag, message_id) SELECT unnest(tags), id FROM kept),
                    told AS (
                        INSERT INTO mentions (user_id, message_id)
                        SELECT users.id, kept.id FROM kept JOIN users ON users.id = ANY (kept.told_user_ids))
                    SELECT id FROM restored
                    """
                )
                .ToListAsync(ct)
        ).Count > 0
        // It was there all the time, or another restored it just now, which the statement before may not have seen.
        || await db.Messages.AnyAsync(m => m.Id == id && m.AuthorId == author.Id, ct);

    /// <summary>Forgets what can no longer be put back, and what was reported of it.</summary>
    /// <returns>How many, at most <paramref name="batch"/>.</returns>
    public static async Task<int> PurgeAsync(MiniTwitDb db, int batch, CancellationToken ct) =>
        (
            await db
                .Database.SqlQuery<int>(
                    $"""
                    WITH purged AS (
                        DELETE FROM deleted_messages WHERE id IN (
                            SELECT id FROM deleted_messages WHERE deleted_at < now() - {Regret}
                            ORDER BY deleted_at LIMIT {batch} FOR UPDATE SKIP LOCKED)
                        RETURNING id),
                    reported AS (DELETE FROM report_cases WHERE message_id IN (SELECT id FROM purged))
                    SELECT count(*)::int FROM purged
                    """
                )
                .ToListAsync(ct)
        )[0];
}
