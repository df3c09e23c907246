using Microsoft.EntityFrameworkCore;
using MiniTwit.ApiService.Data;
using MiniTwit.ApiService.Messages;
using MiniTwit.ApiService.Paging;

namespace MiniTwit.ApiService.Timelines;

/// <summary>
/// The messages of a user and of those the user follows. Who follows many finds a page among the nearest messages of all, so these are
/// looked through first: as many as one follows users, up to a bound. Only where they do not fill the page, and are not the list's last,
/// is each author asked for the nearest one: a page has no more authors than rows, and these are asked for the rest. What is written
/// elsewhere or was before costs nothing: docs/decisions/0027. In SQL, because LINQ's translation numbers every message there is
/// before it takes each author's first.
/// </summary>
internal static class HomeTimeline
{
    private static readonly string Older = $"""
        SELECT m.* FROM messages m WHERE m.id IN (
            {Nearest(than: "<", order: "DESC")}
            ORDER BY id DESC LIMIT {Rows})
        """;

    private static readonly string Newer = $"""
        SELECT m.* FROM messages m WHERE m.id IN (
            {Nearest(than: ">", order: "ASC")}
            UNION ALL
            SELECT id FROM messages late
            WHERE inserted_in = ANY({Transactions}::xid8[]) AND id <= {Cursor} AND NOT flagged AND {IsFollowed("late")}
            ORDER BY id LIMIT {Rows})
        """;

    // Parameters, as FromSqlRaw numbers them.
    private const string Reader = "{0}";
    private const string Cursor = "{1}";
    private const string Rows = "{2}";
    private const string Transactions = "{3}";

    public static IQueryable<Message> HomeTimelineOf(this MiniTwitDb db, long userId, PageRequest page) =>
        page.Cursor switch
        {
            { Late: { After: var after, Of: var ended }, Id: var id } => db.Messages.FromSql(
                $"""
                SELECT late.* FROM messages late
                WHERE inserted_in = ANY({Array(ended)}::xid8[]) AND id > {after} AND id <= {id} AND NOT flagged AND (author_id = {userId}
                    OR (SELECT true FROM follows WHERE follower_id = {userId} AND followee_id = late.author_id))
                """
            ),
            { Newer: true, Id: var id, Open: var open } => db.Messages.FromSqlRaw(Newer, userId, id, page.Rows, Array(open)),
            _ => db.Messages.FromSqlRaw(Older, userId, page.Cursor?.Id ?? long.MaxValue, page.Rows),
        };

    // The bound is written out, since plans are made without knowing parameters: one that thinks of a tenth of all messages is a bad one.
    private static string Nearest(string than, string order) =>
        $"""
            WITH author AS (SELECT followee_id AS id FROM follows WHERE follower_id = {Reader} UNION ALL SELECT {Reader}),
            near AS MATERIALIZED (
                SELECT id, author_id
                FROM (SELECT id, author_id FROM messages WHERE NOT flagged AND id {than} {Cursor} ORDER BY id {order} LIMIT 2000) nearest
                ORDER BY id {order} LIMIT (SELECT count(*) FROM (SELECT FROM author LIMIT 2000) reach)),
            found AS MATERIALIZED (SELECT id FROM near WHERE {IsFollowed("near")} ORDER BY id {order} LIMIT {Rows}),
            head AS MATERIALIZED (
                SELECT author.id AS author_id, nearest.id
                FROM author
                CROSS JOIN LATERAL (
                    SELECT id FROM messages WHERE author_id = author.id AND NOT flagged AND id {than} {Cursor}
                    ORDER BY id {order} LIMIT 1) nearest
                WHERE CASE WHEN (SELECT count(*) FROM found) < {Rows}
                    THEN (SELECT count(*) FROM near) = (SELECT count(*) FROM (SELECT FROM author LIMIT 2000) reach) ELSE false END
                ORDER BY id {order} LIMIT {Rows})
            SELECT id FROM found
            UNION
            SELECT rest.id
            FROM head
            CROSS JOIN LATERAL (
                SELECT id FROM messages WHERE author_id = head.author_id AND NOT flagged AND id {than} {Cursor}
                ORDER BY id {order} LIMIT {Rows}) rest
            """;

    // A subquery of one value, not EXISTS: that would be joined, which reads all that the reader follows.
    private static string IsFollowed(string message) =>
        $"({message}.author_id = {Reader} OR (SELECT true FROM follows WHERE follower_id = {Reader} AND followee_id = {message}.author_id))";

    private static string Array(IEnumerable<ulong> transactions) => $"{{{string.Join(',', transactions)}}}";
}
