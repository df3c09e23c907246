namespace MiniTwit.Web.Pages.Shared;

/// <summary>The cursors that lead on from a page of a list.</summary>
/// <param name="Newer">To newer entries, or null.</param>
/// <param name="Older">To older entries, or null.</param>
/// <param name="Query">What the list was searched for, or null.</param>
internal sealed record Pager(string? Newer, string? Older, string? Query = null)
{
    /// <summary>The list's first page.</summary>
    public string Newest(PathString list) => list.ToUriComponent() + (Query is null ? "" : $"?q={Uri.EscapeDataString(Query)}");

    public string Href(string cursor) =>
        (Query is null ? "?" : $"?q={Uri.EscapeDataString(Query)}&") + "cursor=" + Uri.EscapeDataString(cursor);
}
