using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MiniTwit.Web.Api;
using MiniTwit.Web.Caching;
using MiniTwit.Web.Pages.Shared;
using MiniTwit.Web.Sessions;

namespace MiniTwit.Web.Pages.Timelines;

[SharedPage]
internal sealed class PublicModel(MiniTwitApi api, Session session, LastTimeline last, TimeProvider time) : PageModel
{
    public PageOf<Message> Timeline { get; private set; } = null!;

    /// <summary>When this was the timeline; null: now.</summary>
    public DateTimeOffset? AsOf { get; private set; }

    public async Task<IActionResult> OnGetAsync(string? cursor, CancellationToken cancel)
    {
        // Whom a reader blocks, the API alone knows: who is signed in gets no timeline that it has not told them.
        var (found, asOf) =
            cursor is null && session.Username is null
                ? await last.ReadAsync(longest => api.PublicTimelineAsync(null, cancel, longest))
                : (await api.PublicTimelineAsync(cursor, cancel), null);
        if (!this.Shows(found, cursor, out var timeline, out var instead))
        {
            return instead;
        }

        (Timeline, AsOf) = (timeline, asOf);
        if (asOf is { } then)
        {
            Response.Headers.Age = ((long)(time.GetUtcNow() - then).TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }

        return Page();
    }
}
