using Microsoft.AspNetCore.Http.HttpResults;
using MiniTwit.ApiService.Paging;
using MiniTwit.ApiService.Users;

namespace MiniTwit.ApiService.Messages;

internal static class MessagePage
{
    /// <summary>Reads a window of messages and makes the page of it.</summary>
    public static async Task<Ok<Page<PostedMessage>>> OfAsync(
        HttpContext http,
        PageRequest page,
        IQueryable<Message> messages,
        Avatars avatars,
        CancellationToken ct
    )
    {
        var rows = await messages.Select(MessageRow.Of).ToSeenListAsync(ct);
        return Page.Of(http, page, rows, row => row.Shown(avatars));
    }
}
