using Microsoft.AspNetCore.Http.HttpResults;

namespace MiniTwit.ApiService.Paging;

/// <summary>A page of a list, newest first.</summary>
/// <param name="Items">The items.</param>
/// <param name="Next">The cursor of the page with older items, or null.</param>
/// <param name="Prev">The cursor of the page with newer items, or null.</param>
internal sealed record Page<T>(IReadOnlyList<T> Items, string? Next, string? Prev);

internal static class Page
{
    /// <summary>Makes the page of the rows that its window gave, and the Link header that says the same.</summary>
    public static Ok<Page<TItem>> Of<TRow, TItem>(HttpContext http, PageRequest request, List<TRow> rows, Func<TRow, TItem> item)
        where TRow : IKeyed
    {
        var more = rows.Count > request.Limit;
        if (more)
            rows.RemoveAt(request.Limit);
        var newer = request.Cursor is { Newer: true };
        if (newer)
            rows.Reverse();

        // The row a cursor names lies on the page it came from, so the way back exists without asking the database.
        var (next, prev) = (request.Cursor, rows.Count) switch
        {
            (null, 0) => (null, null),
            ({ Newer: true, Id: var id }, 0) => (Older(id + 1), null),
            ({ Id: var id }, 0) => (null, Newer(Math.Max(0, id - 1))),
            (null, _) => (more ? Older(rows[^1].Id) : null, null),
            _ when newer => (Older(rows[^1].Id), more ? Newer(rows[0].Id) : null),
            _ => (more ? Older(rows[^1].Id) : null, Newer(rows[0].Id)),
        };
        AddLinks(http, request.Limit, next, prev);
        return TypedResults.Ok(new Page<TItem>(rows.ConvertAll(row => item(row)), next, prev));
    }

    private static string Older(long id) => new Cursor(Newer: false, id).ToString();

    private static string Newer(long id) => new Cursor(Newer: true, id).ToString();

    private static void AddLinks(HttpContext http, int limit, string? next, string? prev)
    {
        var path = http.Request.PathBase.Add(http.Request.Path).ToUriComponent();
        string?[] links = [Link(next, "next"), Link(prev, "prev")];
        if (links.Any(link => link is not null))
            http.Response.Headers.Link = string.Join(", ", links.Where(link => link is not null));

        string? Link(string? cursor, string rel) => cursor is null ? null : $"<{path}?limit={limit}&cursor={cursor}>; rel=\"{rel}\"";
    }
}
