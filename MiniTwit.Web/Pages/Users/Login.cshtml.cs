using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MiniTwit.Web.Api;
using MiniTwit.Web.Flashes;
using MiniTwit.Web.Sessions;

namespace MiniTwit.Web.Pages.Users;

internal sealed class LoginModel(MiniTwitApi api, Session session) : PageModel
{
    [BindProperty]
    public string? Username { get; set; }

    public string? Error { get; private set; }

    // Whoever has just registered somebody else is told to sign in.
    public IActionResult OnGet() => session.Username is null || Flash.Waits(HttpContext, Notice.Registered) ? Page() : Redirect("/");

    public async Task<IActionResult> OnPostAsync([FromForm] string? password, CancellationToken cancel)
    {
        var begun = await api.SignInAsync(Username ?? "", password ?? "", cancel);
        if (begun.Ok)
        {
            await Session.BeginAsync(HttpContext, begun.Value);
            Flash.Set(HttpContext, Notice.SignedIn);
            return Redirect("/");
        }

        Error = begun.Problem.Text;
        FormStatus.Answer(HttpContext, begun.Problem);
        return Page();
    }
}
