using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using MiniTwit.ApiService.Data;
using MiniTwit.ApiService.Telemetry;
using MiniTwit.ApiService.Users;

namespace MiniTwit.ApiService.Messages;

/// <summary>Posts a message once, however often the request is repeated with the same key.</summary>
internal static class PostMessage
{
    private const int MaxKeyLength = 64;

    private static readonly string Insert = Statement(isAnswerable: "");

    // Apart, as the simulator, which answers nothing, is not to pay for it.
    private static readonly string InsertAnswer = Statement(
        $"""
         AND (SELECT true FROM blocks WHERE user_id = author_id AND other_id = {AuthorId}::bigint AND NOT is_mute) IS NULL
        """
    );

    // Parameters of the statement.
    private const string AuthorId = "{0}";
    private const string AuthorName = "{1}";
    private const string Text = "{2}";
    private const string Starts = "{3}";
    private const string Names = "{4}";
    private const string NormalizedNames = "{5}";
    private const string InReplyTo = "{6}";
    private const string Key = "{7}";
    private const string Tags = "{8}";

    public static bool IsKey(string key) => key.Length is > 0 and <= MaxKeyLength && key.All(c => c is > ' ' and <= '~');

    /// <returns>The message with that key, whether it was posted now or before; null where there is none, for want of what it answers or since its author has blocked this one.</returns>
    public static async Task<MessageRow?> PostAsync(
        MiniTwitDb db,
        MiniTwitMetrics metrics,
        CurrentUser author,
        string text,
        long? inReplyTo,
        string? key,
        CancellationToken ct
    )
    {
        // Without a key of the client's the message gets one all the same: the query below may be tried again after a lost reply.
        key ??= Guid.CreateVersion7().ToString("N");
        var listing = Listing.Of(text);
        var statement =
            listing.IsEmpty && inReplyTo is null
                ? $"""
                    INSERT INTO messages (author_id, text, idempotency_key) VALUES ({author.Id}, {text}, {key})
                    ON CONFLICT (author_id, idempotency_key) WHERE idempotency_key IS NOT NULL DO NOTHING
                    RETURNING id
                    """
                : Listed(author.Id, null, text, listing, inReplyTo, key);
        var inserted = await db.Database.SqlQuery<long>(statement).ToListAsync(ct);
        if (inserted.Count > 0)
        {
            metrics.MessagesPosted.Add(1);
        }

        return await db
            .Messages.Where(m => m.AuthorId == author.Id && m.IdempotencyKey == key)
            .Select(MessageRow.Of)
            .FirstOrDefaultAsync(ct);
    }

    /// <summary>Whether the author of a message has blocked somebody, who therefore cannot answer it.</summary>
    public static Task<bool> IsBlockedAsync(MiniTwitDb db, CurrentUser user, long answered, CancellationToken ct) =>
        db.Messages.AnyAsync(
            m => m.Id == answered && !m.Flagged && db.Blocks.Any(b => b.UserId == m.AuthorId && b.OtherId == user.Id && !b.IsMute),
            ct
        );

    /// <summary>Posts for the author of that name, where that one is suspended out of sight. False where there is none.</summary>
    public static async Task<bool> PostForAsync(MiniTwitDb db, string author, string text, CancellationToken ct)
    {
        if (!UserName.CouldBe(author))
        {
            return false;
        }

        var name = UserName.Normalize(author);
        var listing = Listing.Of(text);
        if (listing.IsEmpty)
        {
            // Never repeated, and so in need of no key to recognise it by.
            var sql = (FormattableString)
                $"""
                    INSERT INTO messages (author_id, text, flagged, withheld)
                    SELECT id, {text}, suspended_at IS NOT NULL, suspended_at IS NOT NULL FROM users WHERE id = (SELECT find_user({name}))
                    """;
            return await db.Database.ExecuteOnceAsync(sql, ct) > 0;
        }

        var key = Guid.CreateVersion7().ToString("N");
        var inserted = await db.Database.SqlQuery<long>(Listed(null, name, text, listing, null, key)).ToListAsync(ct);
        return inserted.Count > 0 || await db.IsUserAsync(author, ct);
    }

    /// <summary>
    /// Inserts the message and what it is listed under: its tags, and the users whom it mentions or answers. The longest name there is
    /// behind an @ is the one that is meant. Gives the id, or nothing where it was inserted before, where there is no such author or
    /// where the message that it answers is gone.
    /// </summary>
    /// <param name="authorId">The author, or null where a name tells.</param>
    /// <param name="authorName">The author's name in the form that names are looked up by, or null.</param>
    /// <param name="text">The text.</param>
    /// <param name="listing">What it is listed under.</param>
    /// <param name="inReplyTo">The message it answers, or null.</param>
    /// <param name="key">By which the author's messages are told apart.</param>
    private static FormattableString Listed(
        long? authorId,
        string? authorName,
        string text,
        Listing listing,
        long? inReplyTo,
        string key
    ) =>
        FormattableStringFactory.Create(
            inReplyTo is null ? Insert : InsertAnswer,
            authorId,
            authorName,
            text,
            listing.Starts,
            listing.Names,
            listing.NormalizedNames,
            inReplyTo,
            key,
            listing.Tags
        );

    /// <param name="isAnswerable">What else has to hold of what is answered.</param>
    private static string Statement(string isAnswerable) =>
        $"""
            WITH author AS (
                SELECT id, suspended_at IS NOT NULL AS suspended FROM users
                WHERE id = (SELECT coalesce({AuthorId}::bigint, find_user({AuthorName}::text)))),
            named AS MATERIALIZED (
                SELECT DISTINCT ON (candidate.start) candidate.name, candidate.user_id
                FROM (
                    SELECT start, name, find_user(normalized) AS user_id
                    FROM unnest({Starts}, {Names}, {NormalizedNames}) AS c (start, name, normalized)) candidate
                WHERE candidate.user_id IS NOT NULL
                ORDER BY candidate.start, length(candidate.name) DESC),
            answered AS (SELECT author_id FROM messages WHERE id = {InReplyTo}::bigint AND NOT flagged{isAnswerable}),
            posted AS (
                INSERT INTO messages (author_id, text, idempotency_key, reply_to_id, mentioned, flagged, withheld)
                SELECT id, {Text}, {Key}, {InReplyTo}::bigint, (SELECT array_agg(DISTINCT name) FROM named), suspended, suspended
                FROM author WHERE ({InReplyTo}::bigint IS NULL OR EXISTS (SELECT FROM answered))
                ON CONFLICT (author_id, idempotency_key) WHERE idempotency_key IS NOT NULL DO NOTHING
                RETURNING id, author_id),
            tagged AS (
                INSERT INTO message_tags (tag, message_id)
                SELECT DISTINCT normalize(tag, NFKC), posted.id FROM posted CROSS JOIN unnest({Tags}) AS tag),
            told AS (
                INSERT INTO mentions (user_id, message_id)
                SELECT told.id, posted.id
                FROM posted
                JOIN users told ON told.id <> posted.author_id
                    AND told.id IN (SELECT user_id FROM named UNION ALL SELECT author_id FROM answered)
                -- Who deletes the account meanwhile is left out.
                FOR KEY SHARE OF told)
            SELECT id FROM posted
            """;
}
