using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MiniTwit.Web.Api;
using MiniTwit.Web.Caching;
using MiniTwit.Web.Errors;

namespace MiniTwit.Web.Pages.Timelines;

[SharedPage]
internal sealed class UserModel(MiniTwitApi api) : PageModel
{
    public Profile Profile { get; private set; } = null!;

    public PageOf<Message> Timeline { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(string username, string? cursor, CancellationToken cancel)
    {
        var page = await api.UserPageAsync(username, cursor, cancel);
        if (!page.Ok)
        {
            return new ProblemPage(page.Problem);
        }

        if (page.Value.Messages.IsPastTheEnd(cursor))
        {
            return LocalRedirect(Request.Path.ToUriComponent());
        }

        (Profile, Timeline) = page.Value;
        return Page();
    }
}
