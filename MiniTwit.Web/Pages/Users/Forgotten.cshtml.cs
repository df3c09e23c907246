using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using MiniTwit.Web.Api;
using MiniTwit.Web.Language;

namespace MiniTwit.Web.Pages.Users;

/// <summary>Asks for a link to a new password. What it answers is the same whether there is such a user or not.</summary>
internal sealed class ForgottenModel(MiniTwitApi api, IConfiguration configuration, IStringLocalizer<Texts> texts) : PageModel
{
    [BindProperty(Name = "user")]
    public string? Name { get; set; }

    public string? Error { get; private set; }

    public bool Asked { get; private set; }

    /// <summary>Whether this site sends mail; the API is told the same.</summary>
    public bool SendsMail { get; private set; } = !string.IsNullOrEmpty(configuration["Mail:Host"]);

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        var problem = await api.RequestPasswordResetAsync(Name ?? "", cancel);
        if (problem is null)
        {
            Asked = true;
            return Page();
        }

        SendsMail = problem.Status != StatusCodes.Status404NotFound;
        Error = texts.Of(problem);
        FormStatus.Answer(HttpContext, problem);
        return Page();
    }
}
