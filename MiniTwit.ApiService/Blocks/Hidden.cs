using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Query;
using MiniTwit.ApiService.Data;
using MiniTwit.ApiService.Users;

namespace MiniTwit.ApiService.Blocks;

/// <summary>Lists without those whom their reader does not want to see. For who hides nobody they are the lists they were.</summary>
internal static class Hidden
{
    /// <summary>Without what those wrote whom the reader blocks or mutes.</summary>
    public static IQueryable<T> WithoutHidden<T>(
        this IQueryable<T> rows,
        MiniTwitDb db,
        CurrentUser? reader,
        Expression<Func<T, long>> author
    )
        where T : class => rows.Without(db.Blocks, reader, author);

    /// <summary>Without what those wrote whom the reader blocks; who is muted stays.</summary>
    public static IQueryable<T> WithoutBlocked<T>(
        this IQueryable<T> rows,
        MiniTwitDb db,
        CurrentUser? reader,
        Expression<Func<T, long>> author
    )
        where T : class => rows.Without(db.Blocks.Where(b => !b.IsMute), reader, author);

    // One value, not EXISTS: that would be joined, and the list be read to its end and sorted.
    private static IQueryable<T> Without<T>(
        this IQueryable<T> rows,
        IQueryable<Block> blocks,
        CurrentUser? reader,
        Expression<Func<T, long>> author
    )
        where T : class
    {
        if (reader is not { HidesSomebody: true, Id: var readerId })
        {
            return rows;
        }

        Expression<Func<long, bool>> isSeen = id =>
            blocks.Where(b => b.UserId == readerId && b.OtherId == id).Select(b => (long?)b.Id).FirstOrDefault() == null;
        var body = ReplacingExpressionVisitor.Replace(isSeen.Parameters[0], author.Body, isSeen.Body);
        return rows.Where(Expression.Lambda<Func<T, bool>>(body, author.Parameters));
    }
}
