using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MiniTwit.Web.Api;
using MiniTwit.Web.Caching;
using MiniTwit.Web.Errors;

namespace MiniTwit.Web.Pages.Timelines;

[SharedPage]
internal sealed class PublicModel(MiniTwitApi api) : PageModel
{
    public PageOf<Message> Timeline { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(string? cursor, CancellationToken cancel)
    {
        var timeline = await api.PublicTimelineAsync(cursor, cancel);
        if (!timeline.Ok)
        {
            return new ProblemPage(timeline.Problem);
        }

        if (timeline.Value.IsPastTheEnd(cursor))
        {
            return LocalRedirect(Request.Path.ToUriComponent());
        }

        Timeline = timeline.Value;
        return Page();
    }
}
