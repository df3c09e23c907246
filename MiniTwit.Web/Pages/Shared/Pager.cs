namespace MiniTwit.Web.Pages.Shared;

/// <summary>The cursors that lead on from a page of a list.</summary>
internal sealed record Pager(string? Newer, string? Older)
{
    public static string Href(string cursor) => "?cursor=" + Uri.EscapeDataString(cursor);
}
