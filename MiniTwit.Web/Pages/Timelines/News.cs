using MiniTwit.Web.Api;

namespace MiniTwit.Web.Pages.Timelines;

/// <summary>Where a timeline's first page hears of new messages.</summary>
/// <param name="Timeline"><c>home</c> or <c>public</c>.</param>
/// <param name="Page">What is shown of it.</param>
internal sealed record News(string Timeline, PageOf<Message> Page)
{
    /// <summary>The newest message that is shown already.</summary>
    public long After => Page.Items is [var newest, ..] ? newest.Id : 0;
}
