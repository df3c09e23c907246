using System.Diagnostics;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MiniTwit.Web.Api;
using MiniTwit.Web.Errors;

namespace MiniTwit.Web.Pages;

internal sealed class ErrorModel : PageModel
{
    public int Status => Response.StatusCode;

    public string TraceId => Activity.Current?.TraceId.ToString() ?? HttpContext.TraceIdentifier;

    /// <summary>A message that was typed and could not be taken.</summary>
    public string? Kept => HttpContext.Features.Get<IFormFeature>()?.Form?["text"].ToString() is { Length: > 0 } text ? text : null;

    public string Heading =>
        Status switch
        {
            401 => "Please sign in",
            403 => "That is not allowed",
            404 => "Nothing here",
            413 => "That is too much",
            503 => "MiniTwit is having a moment…",
            >= 500 => "Something went wrong",
            _ => "That did not work",
        };

    public string Explanation =>
        Status switch
        {
            401 when Problem is null => "You have to be signed in for this.",
            401 => "Your session has ended. "
                + (Kept is null ? "Please sign in again." : "Copy what you wrote, sign in again and share it."),
            403 => "The request did not come from a page of MiniTwit, or it is about something that is not yours. Nothing was changed.",
            404 => "There is no such user, message or page.",
            408 => "The form took too long to arrive. Nothing was changed.",
            413 => "The form was larger than MiniTwit takes. Nothing was changed. Your browser's Back button leads to what you wrote.",
            503 => "Nothing is lost. Please try again in a few seconds.",
            >= 500 => "That was our fault, and it has been noted.",
            _ => Problem?.Detail ?? "The request could not be understood. Nothing was changed.",
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
