using System.Diagnostics;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using MiniTwit.Web.Api;
using MiniTwit.Web.Errors;
using MiniTwit.Web.Language;

namespace MiniTwit.Web.Pages;

internal sealed class ErrorModel(IStringLocalizer<Texts> texts) : PageModel
{
    public int Status => Response.StatusCode;

    public string TraceId => Activity.Current?.TraceId.ToString() ?? HttpContext.TraceIdentifier;

    /// <summary>A message that was typed and could not be taken.</summary>
    public string? Kept => HttpContext.Features.Get<IFormFeature>()?.Form?["text"].ToString() is { Length: > 0 } text ? text : null;

    public string Heading =>
        Status switch
        {
            401 => texts["Please sign in"],
            403 => texts["That is not allowed"],
            404 => texts["Nothing here"],
            413 => texts["That is too much"],
            503 => texts["MiniTwit is having a moment…"],
            >= 500 => texts["Something went wrong"],
            _ => texts["That did not work"],
        };

    public string Explanation =>
        Status switch
        {
            401 when Problem is null => texts["You have to be signed in for this."],
            401 => Kept is null
                ? texts["Your session has ended. Please sign in again."]
                : texts["Your session has ended. Copy what you wrote, sign in again and share it."],
            403 when Problem?.Detail is { } detail => texts.Of(detail),
            403 => texts[
                "The request did not come from a page of MiniTwit, or it is about something that is not yours. Nothing was changed."
            ],
            404 => texts["There is no such user, message or page."],
            408 => texts["The form took too long to arrive. Nothing was changed."],
            413 => texts[
                "The form was larger than MiniTwit takes. Nothing was changed. Your browser's Back button leads to what you wrote."
            ],
            503 => texts["Nothing is lost. Please try again in a few seconds."],
            >= 500 => texts["That was our fault, and it has been noted."],
            _ => texts.Of(Problem?.Detail ?? "The request could not be understood. Nothing was changed."),
        };

    /// <summary>To where one signs in, and comes back from.</summary>
    public string Login => HttpContext.Features.Get<AskedFor>() is { Page: { } page } ? ReturnAddress.Login(page) : ReturnAddress.LoginPath;

    private ApiProblem? Problem => HttpContext.Features.Get<ApiProblem>();

    public IActionResult OnGet()
    {
        if (Status < 400)
        {
            return NotFound();
        }

        return Page();
    }
}
