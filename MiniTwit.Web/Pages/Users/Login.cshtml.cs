using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MiniTwit.Web.Api;
using MiniTwit.Web.Flashes;
using MiniTwit.Web.Sessions;

namespace MiniTwit.Web.Pages.Users;

internal sealed class LoginModel(MiniTwitApi api) : PageModel
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
        Response.StatusCode = FormStatus.For(session.Problem);
        return Page();
    }
}
