namespace MiniTwit.ApiService.Paging;

internal readonly record struct PageRequest(int Limit, Cursor? Cursor)
{
    /// <summary>One row more than asked for tells whether there is a further page, without counting.</summary>
    public int Rows => Limit + 1;
}

internal static class PagedQuery
{
    /// <summary>The window of a list that a page asks for; newest first, except towards newer ones, where the nearest come first.</summary>
    public static IQueryable<T> Window<T>(this IQueryable<T> query, PageRequest page)
        where T : class, IKeyed
    {
        var window = page.Cursor switch
        {
            null => query.OrderByDescending(row => row.Id),
            { Newer: true, Id: var id } => query.Where(row => row.Id > id).OrderBy(row => row.Id),
            { Id: var id } => query.Where(row => row.Id < id).OrderByDescending(row => row.Id),
        };
        return window.Take(page.Rows);
    }
}
