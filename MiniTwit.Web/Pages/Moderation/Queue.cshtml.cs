using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MiniTwit.Web.Api;
using MiniTwit.Web.Errors;

namespace MiniTwit.Web.Pages.Moderation;

[Authorize]
internal sealed class QueueModel(MiniTwitApi api) : PageModel
{
    public PageOf<ReportedMessage> Reported { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(string? cursor, CancellationToken cancel)
    {
        var reported = await api.ReportedAsync(cursor, cancel);
        if (!reported.Ok)
        {
            return new ProblemPage(reported.Problem);
        }

        if (reported.Value.IsPastTheEnd(cursor))
        {
            return LocalRedirect(Request.Path.ToUriComponent());
        }

        Reported = reported.Value;
        return Page();
    }
}
