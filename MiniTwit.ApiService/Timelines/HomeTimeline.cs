using Microsoft.EntityFrameworkCore;
using MiniTwit.ApiService.Data;
using MiniTwit.ApiService.Messages;
using MiniTwit.ApiService.Paging;

namespace MiniTwit.ApiService.Timelines;

/// <summary>
/// The messages of a user and of those the user follows. Takes at most a page of ids of each author, from the index alone, and of these
/// the page: the cost depends on how many one follows, not on how much was ever written. In SQL, because LINQ's translation
/// numbers every message there is before it takes each author's first.
/// </summary>
internal static class HomeTimeline
{
    public static IQueryable<Message> HomeTimelineOf(this MiniTwitDb db, long userId, PageRequest page) =>
        page.Cursor switch
        {
            { Late: { After: var after, Of: var ended }, Id: var id } => db.Messages.FromSql(
                $"""
                SELECT m.* FROM messages m WHERE m.inserted_in = ANY({Array(
                    ended
                )}::xid8[]) AND m.id > {after} AND m.id <= {id} AND NOT m.flagged
                AND (m.author_id = {userId} OR m.author_id IN (SELECT followee_id FROM follows WHERE follower_id = {userId}))
                """
            ),
            { Newer: true, Id: var id, Open: var open } => db.Messages.FromSql(
                $"""
                SELECT m.* FROM messages m WHERE m.id IN (
                    WITH author AS MATERIALIZED (SELECT followee_id AS id FROM follows WHERE follower_id = {userId} UNION ALL SELECT {userId})
                    SELECT nearest.id
                    FROM author
                    CROSS JOIN LATERAL (
                        SELECT id FROM messages WHERE author_id = author.id AND NOT flagged AND id > {id}
                        ORDER BY id LIMIT {page.Rows}) nearest
                    UNION ALL
                    SELECT late.id FROM messages late
                    WHERE late.inserted_in = ANY({Array(open)}::xid8[]) AND late.id <= {id} AND NOT late.flagged
                    AND late.author_id IN (SELECT id FROM author)
                    ORDER BY id LIMIT {page.Rows})
                """
            ),
            _ => db.Messages.FromSql(
                $"""
                SELECT m.* FROM messages m WHERE m.id IN (
                    SELECT newest.id
                    FROM (SELECT followee_id AS id FROM follows WHERE follower_id = {userId} UNION ALL SELECT {userId}) author
                    CROSS JOIN LATERAL (
                        SELECT id FROM messages WHERE author_id = author.id AND NOT flagged AND id < {page.Cursor?.Id ?? long.MaxValue}
                        ORDER BY id DESC LIMIT {page.Rows}) newest
                    ORDER BY newest.id DESC LIMIT {page.Rows})
                """
            ),
        };

    private static string Array(IEnumerable<ulong> transactions) => $"{{{string.Join(',', transactions)}}}";
}
