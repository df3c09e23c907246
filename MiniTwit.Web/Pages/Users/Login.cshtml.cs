using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MiniTwit.Web.Api;
using MiniTwit.Web.Flashes;
using MiniTwit.Web.Sessions;

namespace MiniTwit.Web.Pages.Users;

internal sealed partial class LoginModel(MiniTwitApi api, ILogger<LoginModel> logger) : PageModel
{
    [BindProperty] public string? Username { get; set; }

    public string? Error { get; private set; }

    public async Task<IActionResult> OnPostAsync([FromForm] string? password, CancellationToken cancel)
    {
        var session = await api.SignInAsync(Username ?? "", password ?? "", cancel);
        if (session.Ok)
        {
            await Session.BeginAsync(HttpContext, session.Value);
            Flash.Set(HttpContext, Notice.SignedIn);
            return Redirect("/");
        }

        Error = session.Problem.Text;
        // The API sees this process as its client; only here is the browser's address known.
        if (session.Problem.Status == StatusCodes.Status401Unauthorized) LogRefused(HttpContext.Connection.RemoteIpAddress?.ToString(), session.Problem.Text);
        FormStatus.Answer(HttpContext, session.Problem);
        return Page();
    }

    [LoggerMessage(Level = LogLevel.Warning, EventName = "SignInRefused", Message = "Refused a sign-in from {ClientAddress}: {Reason}")]
    private partial void LogRefused(string? clientAddress, string reason);
}
