using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MiniTwit.Web.Api;
using MiniTwit.Web.Caching;
using MiniTwit.Web.Errors;

namespace MiniTwit.Web.Pages.Timelines;

[SharedPage]
internal sealed class TaggedModel(MiniTwitApi api) : PageModel
{
    public string Tag { get; private set; } = "";

    public PageOf<Message> Timeline { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(string tag, string? cursor, CancellationToken cancel)
    {
        var timeline = await api.TaggedAsync(tag, cursor, cancel);
        if (!timeline.Ok)
        {
            return new ProblemPage(timeline.Problem);
        }

        if (timeline.Value.IsPastTheEnd(cursor))
        {
            return LocalRedirect(Request.Path.ToUriComponent());
        }

        (Tag, Timeline) = (tag, timeline.Value);
        return Page();
    }
}
