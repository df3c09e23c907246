using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using MiniTwit.Web.Api;
using MiniTwit.Web.Flashes;
using MiniTwit.Web.Language;

namespace MiniTwit.Web.Pages.Users;

/// <summary>Where the link in a mail leads. Looking at it uses nothing up: some mail servers follow links before their readers do.</summary>
internal sealed class ResetModel(MiniTwitApi api, IStringLocalizer<Texts> texts) : PageModel
{
    public string? Token { get; private set; }

    public string? Error { get; private set; }

    /// <summary>The token is in the page's address: neither that nor the page is to stay or to be told anywhere.</summary>
    [NonHandler] // By its name alone it would be one, for a method PAGE.
    public override void OnPageHandlerExecuting(PageHandlerExecutingContext context)
    {
        var headers = context.HttpContext.Response.Headers;
        headers.CacheControl = "no-store";
        // Not "no-referrer": browsers then call the form's origin null, and CrossSiteGuard would not know it for ours over plain http.
        headers["Referrer-Policy"] = "strict-origin";
    }

    public IActionResult OnGet([FromQuery] string? token)
    {
        Token = token;
        return string.IsNullOrEmpty(token) ? Redirect("/login/forgotten") : Page();
    }

    public async Task<IActionResult> OnPostAsync(
        [FromForm] string? token,
        [FromForm] string? password,
        [FromForm] string? password2,
        CancellationToken cancel
    )
    {
        Token = token;
        if (string.IsNullOrEmpty(password))
        {
            Error = texts["You have to enter a password"];
            return Page();
        }

        if (password != password2)
        {
            Error = texts["The two passwords do not match"];
            return Page();
        }

        Error = NewPassword.Refusal(password, texts);
        if (Error is not null)
        {
            return Page();
        }

        if (await api.UsePasswordResetAsync(token ?? "", password, cancel) is { } problem)
        {
            Error = texts.Of(problem);
            FormStatus.Answer(HttpContext, problem);
            return Page();
        }

        Flash.Set(HttpContext, Notice.PasswordReset);
        return Redirect(ReturnAddress.LoginPath);
    }
}
