using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using MiniTwit.Web.Api;
using MiniTwit.Web.Errors;
using MiniTwit.Web.Flashes;
using MiniTwit.Web.Language;

namespace MiniTwit.Web.Pages.Moderation;

/// <summary>Where a message is reported to the administrators.</summary>
[Authorize]
internal sealed class ReportModel(MiniTwitApi api, IStringLocalizer<Texts> texts) : PageModel
{
    public Message Message { get; private set; } = null!;

    public string? Reason { get; private set; }

    public string Comment { get; private set; } = "";

    public string? Error { get; private set; }

    public async Task<IActionResult> OnGetAsync(long id, CancellationToken cancel) =>
        await LoadAsync(id, cancel) is { } problem ? new ProblemPage(problem) : Page();

    public async Task<IActionResult> OnPostAsync(long id, [FromForm] string? reason, [FromForm] string? comment, CancellationToken cancel)
    {
        comment = comment?.ReplaceLineEndings("\n") ?? "";
        var refusal = await api.ReportAsync(id, reason, comment, cancel);
        if (refusal is null)
        {
            Flash.Set(HttpContext, Notice.Reported);
            return LocalRedirect("/");
        }

        if (refusal.Status is not (StatusCodes.Status400BadRequest or StatusCodes.Status429TooManyRequests))
        {
            return new ProblemPage(refusal);
        }

        if (await LoadAsync(id, cancel) is { } problem)
        {
            return new ProblemPage(problem);
        }

        (Reason, Comment, Error) = (reason, comment, texts.Of(refusal));
        HttpContext.Features.Set(refusal);
        Response.StatusCode = refusal.Status;
        return Page();
    }

    private async Task<ApiProblem?> LoadAsync(long id, CancellationToken cancel)
    {
        var message = await api.MessageAsync(id, cancel);
        Message = message.Value!;
        return message.Problem;
    }
}
