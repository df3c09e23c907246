using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MiniTwit.Web.Api;
using MiniTwit.Web.Errors;
using MiniTwit.Web.Flashes;
using MiniTwit.Web.Sessions;

namespace MiniTwit.Web.Pages.Users;

[Authorize]
internal sealed class SettingsModel(MiniTwitApi api, Session session) : PageModel
{
    public string? Error { get; private set; }

    /// <summary>The error belongs to the second form.</summary>
    public bool Deleting { get; private set; }

    /// <summary>Only the API knows whether the session still is one, and not every way through this page asks it something else.</summary>
    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        if (await api.CheckSessionAsync(HttpContext.RequestAborted) is { } problem)
        {
            context.Result = new ProblemPage(problem);
        }
        else
        {
            await next();
        }
    }

    public async Task<IActionResult> OnPostPasswordAsync(
        [FromForm] string? current,
        [FromForm] string? password,
        [FromForm] string? password2,
        CancellationToken cancel
    )
    {
        if (string.IsNullOrEmpty(password))
        {
            return Refuse("You have to enter a password");
        }

        if (password != password2)
        {
            return Refuse("The two passwords do not match");
        }

        if (await api.ChangePasswordAsync(current ?? "", password, cancel) is { } problem)
        {
            return Refuse(problem);
        }

        Flash.Set(HttpContext, Notice.PasswordChanged);
        return Redirect("/settings");
    }

    public async Task<IActionResult> OnPostDeleteAsync([FromForm] string? password, CancellationToken cancel)
    {
        Deleting = true;
        if (await api.DeleteAccountAsync(password ?? "", cancel) is { } problem)
        {
            return Refuse(problem);
        }

        await session.EndAsync(HttpContext);
        Flash.Set(HttpContext, Notice.AccountDeleted);
        return Redirect("/public");
    }

    private IActionResult Refuse(ApiProblem problem)
    {
        if (problem.SessionEnded)
        {
            return new ProblemPage(problem);
        }

        HttpContext.Features.Set(problem);
        return Refuse(problem.Text, problem.Status);
    }

    private PageResult Refuse(string error, int status = StatusCodes.Status400BadRequest)
    {
        Error = error;
        Response.StatusCode = status;
        return Page();
    }
}
