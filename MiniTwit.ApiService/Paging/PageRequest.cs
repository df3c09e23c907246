namespace MiniTwit.ApiService.Paging;

internal readonly record struct PageRequest(int Limit, Cursor? Cursor)
{
    /// <summary>One row more than asked for tells whether there is a further page, without counting.</summary>
    public int Rows => Limit + 1;
}

internal static class PagedQuery
{
    /// <summary>The window of a list that a page asks for.</summary>
    public static IQueryable<T> Window<T>(this IQueryable<T> query, PageRequest page)
        where T : class, IInserted => query.Reach(page).Ordered(page);

    /// <summary>Newest first, except towards newer ones, where the nearest come first.</summary>
    public static IQueryable<T> Ordered<T>(this IQueryable<T> query, PageRequest page)
        where T : class, IInserted =>
        (page.Cursor is { Newer: true } ? query.OrderBy(row => row.Id) : query.OrderByDescending(row => row.Id)).Take(page.Rows);

    private static IQueryable<T> Reach<T>(this IQueryable<T> query, PageRequest page)
        where T : class, IInserted =>
        page.Cursor switch
        {
            null => query,
            { Newer: false, Id: var id } => query.Where(row => row.Id < id),
            { Late: { After: var after, Of: var ended }, Id: var id } => query.Where(row =>
                row.Id > after && row.Id <= id && ended.Contains(row.InsertedIn!.Value)
            ),
            { Open: [], Id: var id } => query.Where(row => row.Id > id),
            // Two queries, since each has an index; the first is cut short, or it would be read to its end.
            { Open: var open, Id: var id } => query
                .Where(row => row.Id > id)
                .Ordered(page)
                .Concat(query.Where(row => row.Id <= id && open.Contains(row.InsertedIn!.Value))),
        };
}
