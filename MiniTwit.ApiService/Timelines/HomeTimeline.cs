using MiniTwit.ApiService.Data;
using MiniTwit.ApiService.Messages;
using MiniTwit.ApiService.Paging;

namespace MiniTwit.ApiService.Timelines;

/// <summary>The messages of a user and of those the user follows.</summary>
internal static class HomeTimeline
{
    /// <summary>
    /// Takes at most a page of ids of each author, from the index alone, and of these the page: the cost depends on how many one
    /// follows, not on how much they ever wrote.
    /// </summary>
    public static IQueryable<Message> HomeTimelineOf(this MiniTwitDb db, long userId, PageRequest page)
    {
        var authors = db.Follows
            .Where(f => f.FollowerId == userId)
            .Select(f => f.FolloweeId)
            .Concat(db.Users.Where(u => u.Id == userId).Select(u => u.Id));
        var rows = page.Rows;
        var before = page.Cursor?.Id ?? long.MaxValue;
        var ids = page.Cursor is { Newer: true, Id: var after }
            ? authors.SelectMany(author => db.Messages
                .Where(m => m.AuthorId == author && !m.Flagged && m.Id > after).OrderBy(m => m.Id).Take(rows).Select(m => m.Id))
            : authors.SelectMany(author => db.Messages
                .Where(m => m.AuthorId == author && !m.Flagged && m.Id < before).OrderByDescending(m => m.Id).Take(rows).Select(m => m.Id));
        var nearest = page.Cursor is { Newer: true } ? ids.OrderBy(id => id).Take(rows) : ids.OrderByDescending(id => id).Take(rows);
        return db.Messages.Where(m => nearest.Contains(m.Id));
    }
}
