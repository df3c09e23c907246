using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Localization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MiniTwit.Web.Api;
using MiniTwit.Web.Language;
using MiniTwit.Web.Pages.Shared;

namespace MiniTwit.Web.Pages.Moderation;

[Authorize]
internal sealed class LogModel(MiniTwitApi api) : PageModel
{
    public PageOf<LogEntry> Entries { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(string? cursor, CancellationToken cancel)
    {
        if (!this.Shows(await api.ModerationLogAsync(cursor, cancel), cursor, out var entries, out var instead))
        {
            return instead;
        }

        Entries = entries;
        return Page();
    }

    public static IHtmlContent InWords(IHtmlLocalizer<Texts> texts, LogEntry entry, IHtmlContent who, IHtmlContent whom) =>
        entry.Act switch
        {
            "hide" => texts["{0} hid a message of {1}", who, whom],
            "unhide" => texts["{0} showed a message of {1} again", who, whom],
            "dismiss" => texts["{0} dismissed the reports of a message of {1}", who, whom],
            "suspend" => texts["{0} suspended {1}", who, whom],
            "unsuspend" => texts["{0} ended the suspension of {1}", who, whom],
            "grant" => texts["{0} made {1} an administrator", who, whom],
            _ => texts["{0} withdrew the role of {1}", who, whom],
        };
}
