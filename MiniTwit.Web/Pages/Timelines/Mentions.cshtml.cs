using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MiniTwit.Web.Api;
using MiniTwit.Web.Pages.Shared;
using MiniTwit.Web.Security;
using MiniTwit.Web.Sessions;

namespace MiniTwit.Web.Pages.Timelines;

[Authorize]
internal sealed class MentionsModel(MiniTwitApi api, Session session) : PageModel
{
    public PageOf<Message> Timeline { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(string? cursor, CancellationToken cancel)
    {
        if (!this.Shows(await api.MentionsAsync(cursor, cancel), cursor, out var timeline, out var instead))
        {
            return instead;
        }

        Timeline = timeline;
        await SeeAsync(cancel);
        return Page();
    }

    // They are read once they are shown, to whoever looks for themselves. Where that cannot be noted they are new again next time.
    private async Task SeeAsync(CancellationToken cancel)
    {
        if (
            session.UnreadMentions > 0
            && Timeline is { Prev: null, Items: [var newest, ..] }
            && HttpMethods.IsGet(Request.Method)
            && !PrefetchGuard.LooksAhead(Request.Headers)
            && await api.SeeMentionsAsync(newest.Id, cancel) is null
        )
        {
            session.UnreadMentions = 0;
        }
    }
}
