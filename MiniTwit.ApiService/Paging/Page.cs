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
    /// <param name="http">Where the header goes.</param>
    /// <param name="request">What was asked for.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="item">Makes an item of a row.</param>
    /// <param name="q">What the list was searched for, if it is such a list.</param>
    /// <param name="lookedTo">The lowest id that was looked at, where there are more.</param>
    public static Ok<Page<TItem>> Of<TRow, TItem>(
        HttpContext http,
        PageRequest request,
        List<Seen<TRow>> rows,
        Func<TRow, TItem> item,
        string? q = null,
        long? lookedTo = null
    )
        where TRow : IKeyed
    {
        var (prev, next) = (Neighbours.Newer(request, rows), Neighbours.Older(request, rows));
        if (lookedTo is { } id)
        {
            next ??= new(Newer: false, id);
        }

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
        AddLinks(http, q, request.Limit, page.Next, page.Prev);
        return TypedResults.Ok(page);
    }

    private static void AddLinks(HttpContext http, string? q, int limit, string? next, string prev)
    {
        var path = http.Request.PathBase.Add(http.Request.Path).ToUriComponent();
        var search = q is null ? "" : $"q={Uri.EscapeDataString(q)}&";
        var links = Link(prev, "prev");
        http.Response.Headers.Link = next is null ? links : $"{Link(next, "next")}, {links}";

        string Link(string cursor, string rel) => $"<{path}?{search}limit={limit}&cursor={cursor}>; rel=\"{rel}\"";
    }
}
