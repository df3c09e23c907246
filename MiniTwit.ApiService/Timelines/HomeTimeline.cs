using Microsoft.EntityFrameworkCore;
using MiniTwit.ApiService.Data;
using MiniTwit.ApiService.Messages;
using MiniTwit.ApiService.Paging;
using MiniTwit.ApiService.Users;

namespace MiniTwit.ApiService.Timelines;

/// <summary>
/// The messages of a user and of those the user follows. Who follows many finds a page among the nearest messages of all, so these are
/// looked through first: as many as one follows users, up to a bound. Only where they do not fill the page, and are not the list's last,
/// is each author asked for the nearest one: a page has no more authors than rows, and these are asked for the rest. What is written
/// elsewhere or was before costs nothing: docs/decisions/0027. In SQL, because LINQ's translation numbers every message there is
/// before it takes each author's first. Who hides nobody is asked as if there were no blocks and mutes.
/// </summary>
internal static class HomeTimeline
{
    private static readonly (string Older, string Newer, string Late) All = Statements(hiding: false);
    private static readonly (string Older, string Newer, string Late) WithoutHidden = Statements(hiding: true);

    // Parameters, as FromSqlRaw numbers them.
    private const string Reader = "{0}";
    private const string Cursor = "{1}";
    private const string Rows = "{2}";
    private const string Transactions = "{3}";
    private const string After = "{4}";

    public static IQueryable<Message> HomeTimelineOf(this MiniTwitDb db, CurrentUser user, PageRequest page)
    {
        var (older, newer, late) = user.HidesSomebody ? WithoutHidden : All;
        return page.Cursor switch
        {
            { Late: { After: var after, Of: var ended }, Id: var id } => db.Messages.FromSqlRaw(
                late,
                user.Id,
                id,
                page.Rows,
                Array(ended),
                after
            ),
            { Newer: true, Id: var id, Open: var open } => db.Messages.FromSqlRaw(newer, user.Id, id, page.Rows, Array(open)),
            _ => db.Messages.FromSqlRaw(older, user.Id, page.Cursor?.Id ?? long.MaxValue, page.Rows),
        };
    }

    private static (string Older, string Newer, string Late) Statements(bool hiding)
    {
        var late = $"inserted_in = ANY({Transactions}::xid8[]) AND id <= {Cursor} AND NOT flagged AND {IsFollowed("late", hiding)}";
        return (
            $"""
            SELECT m.* FROM messages m WHERE m.id IN (
                {Nearest(than: "<", order: "DESC", hiding)}
                ORDER BY id DESC LIMIT {Rows})
            """,
            $"""
            SELECT m.* FROM messages m WHERE m.id IN (
                {Nearest(than: ">", order: "ASC", hiding)}
                UNION ALL
                SELECT id FROM messages late WHERE {late}
                ORDER BY id LIMIT {Rows})
            """,
            $"SELECT late.* FROM messages late WHERE id > {After} AND {late}"
        );
    }

    // The bound is written out, since plans are made without knowing parameters: one that thinks of a tenth of all messages is a bad one.
    private static string Nearest(string than, string order, bool hiding) =>
        $"""
            WITH author AS (
                SELECT followee_id AS id FROM follows WHERE follower_id = {Reader}{(hiding ? $" AND {IsSeen("followee_id")}" : "")}
                UNION ALL SELECT {Reader}),
            near AS MATERIALIZED (
                SELECT id, author_id
                FROM (SELECT id, author_id FROM messages WHERE NOT flagged AND id {than} {Cursor} ORDER BY id {order} LIMIT 2000) nearest
                ORDER BY id {order} LIMIT (SELECT count(*) FROM (SELECT FROM author LIMIT 2000) reach)),
            found AS MATERIALIZED (SELECT id FROM near WHERE {IsFollowed("near", hiding)} ORDER BY id {order} LIMIT {Rows}),
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
    private static string IsFollowed(string message, bool hiding) =>
        $"({message}.author_id = {Reader} OR (SELECT true FROM follows WHERE follower_id = {Reader} AND followee_id = {message}.author_id)"
        + (hiding ? $" AND {IsSeen($"{message}.author_id")})" : ")");

    private static string IsSeen(string author) =>
        $"(SELECT true FROM blocks WHERE user_id = {Reader} AND other_id = {author} LIMIT 1) IS NULL";

    private static string Array(IEnumerable<ulong> transactions) => $"{{{string.Join(',', transactions)}}}";
}
