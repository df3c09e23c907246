using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MiniTwit.Web.Api;
using MiniTwit.Web.Caching;
using MiniTwit.Web.Pages.Shared;

namespace MiniTwit.Web.Pages.Timelines;

[SharedPage]
internal sealed class TaggedModel(MiniTwitApi api) : PageModel
{
    public string Tag { get; private set; } = "";

    public PageOf<Message> Timeline { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(string tag, string? cursor, CancellationToken cancel)
    {
        if (!this.Shows(await api.TaggedAsync(tag, cursor, cancel), cursor, out var timeline, out var instead))
        {
            return instead;
        }

        (Tag, Timeline) = (tag, timeline);
        return Page();
    }
}
