using Microsoft.EntityFrameworkCore;
using MiniTwit.ApiService.Data;
using MiniTwit.ApiService.Messages;
using MiniTwit.ApiService.Paging;
using MiniTwit.ApiService.Users;

namespace MiniTwit.ApiService.Search;

/// <summary>
/// Messages by their words, newest first. The index knows no order, and gives all messages with a word before the first one of them. So
/// each is indexed under its block of ids too, and block after block is asked for, the nearest first, until a page is full or it took
/// too long: docs/decisions/0033.
/// </summary>
internal static class MessageSearch
{
    private static readonly string Older = Statement(
        $"""
        looked (block, ids, found) AS (
            SELECT (least({Cursor} - 1, (SELECT max(id) FROM messages)) >> 13) + 1, '{EmptyArray}'::bigint[], 0 FROM wanted
            UNION ALL
            SELECT looked.block - 1, page.ids, looked.found + cardinality(page.ids)
            FROM looked CROSS JOIN LATERAL ({Block("looked.block - 1", "<", "DESC")}) page (ids)
            WHERE looked.found < {Rows} AND looked.block > (SELECT min(id) >> 13 FROM messages) AND {IsInTime})
        """,
        found: "SELECT unnest(ids) FROM looked",
        lookedTo: "SELECT min(block) << 13 FROM looked HAVING min(block) > (SELECT min(id) >> 13 FROM messages)",
        order: "DESC"
    );

    private static readonly string Newer = Statement(
        $"""
        looked (block, ids, found) AS (
            SELECT (({Cursor} + 1) >> 13) - 1, '{EmptyArray}'::bigint[], 0 FROM wanted
            UNION ALL
            SELECT looked.block + 1, page.ids, looked.found + cardinality(page.ids)
            FROM looked CROSS JOIN LATERAL ({Block("looked.block + 1", ">", "ASC")}) page (ids)
            WHERE looked.found < {Rows} AND looked.block < (SELECT max(id) >> 13 FROM messages) AND {IsInTime})
        """,
        found: $"SELECT unnest(ids) FROM looked UNION {Late("0")}",
        lookedTo: "SELECT NULL::bigint",
        order: "ASC"
    );

    private static readonly string StillLate = Statement(
        "nothing AS (SELECT)",
        found: Late(After),
        lookedTo: "SELECT NULL::bigint",
        order: "ASC"
    );

    // Parameters, as SqlQueryRaw numbers them; the last are lists of transactions, from where on their messages are wanted, and who does
    // not want to see some authors' messages.
    private const string Text = "{0}";
    private const string Cursor = "{1}";
    private const string Rows = "{2}";
    private const string Transactions = "{3}";
    private const string After = "{4}";
    private const string Hiding = "{5}";

    // Braces are doubled where they are no parameter.
    private const string EmptyArray = "{{}}";
    private const string Wanted = "(SELECT words FROM wanted)";

    // Between two blocks, each of which takes less than half of that.
    private const string IsInTime = "clock_timestamp() < statement_timestamp() + interval '250 ms'";

    /// <returns>The rows, as a window of a list gives them, and where to go on where there was no time to look further.</returns>
    public static async Task<(List<Seen<MessageRow>> Rows, long? LookedTo)> FindMessagesAsync(
        this MiniTwitDb db,
        string text,
        PageRequest page,
        CurrentUser? reader,
        CancellationToken ct
    )
    {
        var (statement, from, transactions, after) = page.Cursor switch
        {
            { Late: { After: var last, Of: var ended }, Id: var id } => (StillLate, id, ended, last),
            { Newer: true, Id: var id, Open: var open } => (Newer, id, open, 0),
            _ => (Older, page.Cursor?.Id ?? long.MaxValue, [], 0),
        };
        var hiding = reader is { HidesSomebody: true, Id: var readerId } ? readerId : CurrentUser.Nobody;
        var rows = await db
            .Database.SqlQueryRaw<Found>(statement, text, from, page.Rows, Array(transactions), after, hiding)
            .ToListAsync(ct);
        return (
            [.. rows.Where(row => row.Id is not null).Select(row => new Seen<MessageRow>(row.Message(), row.Snapshot))],
            rows[0].LookedTo
        );
    }

    /// <summary>The ids of what is found in one block, nearest first. Were it not materialized, the planner would rather read messages in their order.</summary>
    private static string Block(string block, string than, string order) =>
        $"""
            WITH found AS MATERIALIZED (
                SELECT id, author_id, flagged FROM messages
                WHERE message_words(id, text) @@ ({Wanted} && (''' ' || ({block}) || '''')::tsquery))
            SELECT coalesce(array_agg(id), '{EmptyArray}')
            FROM (SELECT id FROM found WHERE NOT flagged AND id {than} {Cursor} AND {IsSeen(
                "found.author_id"
            )} ORDER BY id {order} LIMIT {Rows}) nearest
            """;

    private static string Late(string after) =>
        $"""
            SELECT id FROM messages
            WHERE inserted_in = ANY({Transactions}::xid8[]) AND id > {after} AND id <= {Cursor} AND message_words(id, text) @@ {Wanted}
            """;

    private static string IsSeen(string author) =>
        $"({Hiding} = 0 OR (SELECT true FROM blocks WHERE user_id = {Hiding} AND other_id = {author} LIMIT 1) IS NULL)";

    /// <summary>There is always a row, which tells how far was looked. Words that are none, as signs, are in no message.</summary>
    private static string Statement(string looked, string found, string lookedTo, string order) =>
        $"""
            WITH RECURSIVE words AS (SELECT websearch_to_tsquery('simple', {Text}) AS words),
            wanted AS MATERIALIZED (SELECT words FROM words WHERE numnode(words) > 0),
            {looked}
            SELECT {Snapshots.Sql} AS snapshot, ({lookedTo}) AS looked_to, m.id, m.author, m.email, m.text, m.posted_at, m.reply_to_id,
                m.mentioned, m.display_name, m.avatar
            FROM (SELECT) always
            LEFT JOIN LATERAL (
                SELECT m.id, u.name AS author, u.email, m.text, m.posted_at, m.reply_to_id, m.mentioned,
                    u.display_name, u.avatar
                FROM messages m JOIN users u ON u.id = m.author_id
                WHERE m.id = ANY(ARRAY({found})) AND NOT m.flagged AND {IsSeen("m.author_id")}
                ORDER BY m.id {order} LIMIT {Rows}) m ON true
            ORDER BY m.id {order}
            """;

    private static string Array(IEnumerable<ulong> transactions) => $"{{{string.Join(',', transactions)}}}";

    private sealed record Found(
        string Snapshot,
        long? LookedTo,
        long? Id,
        string? Author,
        string? Email,
        string? Text,
        DateTimeOffset? PostedAt,
        long? ReplyToId,
        string[]? Mentioned,
        string? DisplayName,
        string? Avatar
    )
    {
        public MessageRow Message() => new(Id!.Value, Author!, Email!, Text!, PostedAt!.Value, ReplyToId, Mentioned, DisplayName, Avatar);
    }
}
