namespace MiniTwit.Web.Pages.Shared;

/// <summary>The cursors that lead on from a page of a list.</summary>
internal sealed record Pager(string? Newer, string? Older)
{
    /// <summary>The page is the one that has no cursor in its address. (What the API tells of newer entries is no sign: there may always be some.)</summary>
    public static bool IsFirst(HttpRequest request) => string.IsNullOrEmpty(request.Query["cursor"]);

    public static string Href(string cursor) => "?cursor=" + Uri.EscapeDataString(cursor);
}
