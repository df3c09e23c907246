using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using MiniTwit.Web.Api;
using MiniTwit.Web.Flashes;
using MiniTwit.Web.Language;
using MiniTwit.Web.Sessions;

namespace MiniTwit.Web.Pages.Users;

internal sealed class RegisterModel(MiniTwitApi api, Session session, IStringLocalizer<Texts> texts) : PageModel
{
    [BindProperty]
    public string? Username { get; set; }

    [BindProperty]
    public string? Email { get; set; }

    public string? Error { get; private set; }

    public IActionResult OnGet() => session.Username is null ? Page() : Redirect("/");

    public async Task<IActionResult> OnPostAsync(
        [FromForm] string? password,
        [FromForm] string? password2,
        [FromForm] string? page,
        CancellationToken cancel
    )
    {
        Error = Missing(password, password2) ?? (page is null ? null : await WeakAsync(password!, cancel));
        if (Error is not null)
        {
            return Page();
        }

        if (await api.RegisterAsync(Username, Email, password, cancel) is { } problem)
        {
            Error = texts.Of(problem);
            FormStatus.Answer(HttpContext, problem);
            return Page();
        }

        Flash.Set(HttpContext, Notice.Registered, Username!);
        return Redirect(ReturnAddress.LoginPath + ReturnAddress.Kept(Request));
    }

    // Only what a person chose on the page is held to it: clients that post the four fields alone choose nothing. That the name is taken has
    // to be said before it.
    private async Task<string?> WeakAsync(string password, CancellationToken cancel)
    {
        if (NewPassword.Refusal(password, texts) is not { } refusal)
        {
            return null;
        }

        return (await api.ProfileAsync(Username!, cancel)).Ok ? texts["The username is already taken"].Value : refusal;
    }

    // The API checks all but the repetition; what comes before that in the order has to be said before it.
    private string? Missing(string? password, string? password2)
    {
        if (string.IsNullOrWhiteSpace(Username))
        {
            return texts["You have to enter a username"];
        }

        if (Email is null || !Email.Contains('@', StringComparison.Ordinal))
        {
            return texts["You have to enter a valid email address"];
        }

        if (string.IsNullOrEmpty(password))
        {
            return texts["You have to enter a password"];
        }

        return password == password2 ? null : texts["The two passwords do not match"].Value;
    }
}
