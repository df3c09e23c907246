using Microsoft.AspNetCore.Http.HttpResults;

namespace MiniTwit.ApiService.Paging;

/// <summary>A page of a list, newest first.</summary>
/// <param name="Items">The items.</param>
/// <param name="Next">The cursor of the page with older items, or null.</param>
/// <param name="Prev">The cursor of the page with newer items. There need not be any yet: whoever follows it again and again misses none.</param>
internal sealed record Page<T>(IReadOnlyList<T> Items, string? Next, string Prev);

internal static class Page
{
    /// <summary>Makes the page of the rows that its window gave, and the Link header that says the same.</summary>
    public static Ok<Page<TItem>> Of<TRow, TItem>(HttpContext http, PageRequest request, List<Seen<TRow>> rows, Func<TRow, TItem> item)
        where TRow : IKeyed
    {
        var (prev, next) = (Neighbours.Newer(request, rows), Neighbours.Older(request, rows));
        var shown = rows.Take(request.Limit);
        if (request.Cursor is { Newer: true })
        {
            shown = shown.Reverse();
        }

        var page = new Page<TItem>(
            [.. shown.Select(seen => item(seen.Row))],
            next is null ? null : CursorText.Write(next),
            CursorText.Write(prev)
        );
        AddLinks(http, request.Limit, page.Next, page.Prev);
        return TypedResults.Ok(page);
    }

    private static void AddLinks(HttpContext http, int limit, string? next, string prev)
    {
        var path = http.Request.PathBase.Add(http.Request.Path).ToUriComponent();
        var links = Link(prev, "prev");
        http.Response.Headers.Link = next is null ? links : $"{Link(next, "next")}, {links}";

        string Link(string cursor, string rel) => $"<{path}?limit={limit}&cursor={cursor}>; rel=\"{rel}\"";
    }
}
