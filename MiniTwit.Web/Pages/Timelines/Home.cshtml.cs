using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MiniTwit.Web.Api;
using MiniTwit.Web.Pages.Shared;
using MiniTwit.Web.Sessions;

namespace MiniTwit.Web.Pages.Timelines;

internal sealed class HomeModel(MiniTwitApi api, Session session) : PageModel
{
    public PageOf<Message> Timeline { get; private set; } = null!;

    /// <summary>People to follow, for whom there is nothing to read yet.</summary>
    public IReadOnlyList<Person> Suggestions { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(string? cursor, CancellationToken cancel)
    {
        if (session.Username is null)
        {
            return Redirect("/public");
        }

        if (!this.Shows(await api.HomeTimelineAsync(cursor, cancel), cursor, out var timeline, out var instead))
        {
            return instead;
        }

        Timeline = timeline;
        if (Timeline.Items.Count == 0)
        {
            Suggestions = (await api.SuggestionsAsync(cancel)).Value ?? [];
        }

        return Page();
    }
}
