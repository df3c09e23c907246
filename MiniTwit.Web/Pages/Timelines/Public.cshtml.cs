using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MiniTwit.Web.Api;
using MiniTwit.Web.Caching;
using MiniTwit.Web.Pages.Shared;

namespace MiniTwit.Web.Pages.Timelines;

[SharedPage]
internal sealed class PublicModel(MiniTwitApi api) : PageModel
{
    public PageOf<Message> Timeline { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(string? cursor, CancellationToken cancel)
    {
        if (!this.Shows(await api.PublicTimelineAsync(cursor, cancel), cursor, out var timeline, out var instead))
        {
            return instead;
        }

        Timeline = timeline;
        return Page();
    }
}
