using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MiniTwit.Web.Api;
using MiniTwit.Web.Pages.Shared;

namespace MiniTwit.Web.Pages.Moderation;

[Authorize]
internal sealed class QueueModel(MiniTwitApi api) : PageModel
{
    public PageOf<ReportedMessage> Reported { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(string? cursor, CancellationToken cancel)
    {
        if (!this.Shows(await api.ReportedAsync(cursor, cancel), cursor, out var reported, out var instead))
        {
            return instead;
        }

        Reported = reported;
        return Page();
    }
}
