using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using MiniTwit.Web.Api;
using MiniTwit.Web.Flashes;
using MiniTwit.Web.Language;
using MiniTwit.Web.Sessions;

namespace MiniTwit.Web.Pages.Users;

internal sealed class LoginModel(MiniTwitApi api, Session session, IStringLocalizer<Texts> texts) : PageModel
{
    [BindProperty]
    public string? Username { get; set; }

    public string? Error { get; private set; }

    /// <summary>Where the form goes, which knows where to go from there.</summary>
    public string Action => ReturnAddress.Of(Request) is { } address ? ReturnAddress.Login(address) : ReturnAddress.LoginPath;

    public IActionResult OnGet()
    {
        // Who has just registered need not say once more as whom. Whoever has registered somebody else is told to sign in.
        Username = Flash.Waiting(HttpContext, Notice.Registered);
        return session.Username is null || Username is not null ? Page() : GoOn();
    }

    public async Task<IActionResult> OnPostAsync([FromForm] string? password, CancellationToken cancel)
    {
        var begun = await api.SignInAsync(Username ?? "", password ?? "", cancel);
        if (begun.Ok)
        {
            await Session.BeginAsync(HttpContext, begun.Value);
            Flash.Set(HttpContext, Notice.SignedIn);
            return GoOn();
        }

        Error = texts.Of(begun.Problem);
        FormStatus.Answer(HttpContext, begun.Problem);
        return Page();
    }

    private LocalRedirectResult GoOn() => LocalRedirect(ReturnAddress.Of(Request) ?? "/");
}
