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
        page.Cursor is { Newer: true, Id: var after }
            ? db.Messages.FromSql(
                $"""
                SELECT m.* FROM messages m WHERE m.id IN (
                    SELECT nearest.id
                    FROM (SELECT followee_id AS id FROM follows WHERE follower_id = {userId} UNION ALL SELECT {userId}) author
                    CROSS JOIN LATERAL (
                        SELECT id FROM messages WHERE author_id = author.id AND NOT flagged AND id > {after}
                        ORDER BY id LIMIT {page.Rows}) nearest
                    ORDER BY nearest.id LIMIT {page.Rows})
                """)
            : db.Messages.FromSql(
                $"""
                SELECT m.* FROM messages m WHERE m.id IN (
                    SELECT newest.id
                    FROM (SELECT followee_id AS id FROM follows WHERE follower_id = {userId} UNION ALL SELECT {userId}) author
                    CROSS JOIN LATERAL (
                        SELECT id FROM messages WHERE author_id = author.id AND NOT flagged AND id < {page.Cursor?.Id ?? long.MaxValue}
                        ORDER BY id DESC LIMIT {page.Rows}) newest
                    ORDER BY newest.id DESC LIMIT {page.Rows})
                """);
}
