using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MiniTwit.Web.Api;
using MiniTwit.Web.Errors;

namespace MiniTwit.Web.Pages.Timelines;

internal sealed class UserModel(MiniTwitApi api) : PageModel
{
    public Profile Profile { get; private set; } = null!;

    public PageOf<Message> Timeline { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(string username, string? cursor, CancellationToken cancel)
    {
        var asking = (api.ProfileAsync(username, cancel), api.MessagesOfAsync(username, cursor, cancel));
        var (profile, timeline) = (await asking.Item1, await asking.Item2);
        if (!profile.Ok)
        {
            return new ProblemPage(profile.Problem);
        }

        if (!timeline.Ok)
        {
            return new ProblemPage(timeline.Problem);
        }

        if (timeline.Value.IsPastTheEnd(cursor))
        {
            return LocalRedirect(Request.Path.ToUriComponent());
        }

        (Profile, Timeline) = (profile.Value, timeline.Value);
        return Page();
    }
}
