using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MiniTwit.Web.Api;
using MiniTwit.Web.Flashes;
using MiniTwit.Web.Sessions;

namespace MiniTwit.Web.Pages.Messages;

[Authorize]
internal sealed class AddModel(MiniTwitApi api) : PageModel
{
    private const int MaxKeyLength = 64;

    public ComposeForm Form { get; private set; } = ComposeForm.Empty();

    public IActionResult OnGet() => Redirect("/");

    public async Task<IActionResult> OnPostAsync([FromForm] string? text, [FromForm] string? key, CancellationToken cancel)
    {
        if (string.IsNullOrWhiteSpace(text)) return Redirect("/");
        var problem = await api.PostAsync(text.ReplaceLineEndings("\n"), IdempotencyKey(key, text), cancel);
        if (problem is null)
        {
            Flash.Set(HttpContext, Notice.Recorded);
            return Redirect("/");
        }

        if (problem.SessionEnded) await Session.EndAsync(HttpContext);
        Form = new(text, key ?? Form.Key, problem.SessionEnded ? "You have been signed out. Sign in again, then share this." : problem.Text);
        Response.StatusCode = problem.Status;
        return Page();
    }

    // The text is part of the key: a form that the browser's history brought back may carry another message under the old key.
    private static string? IdempotencyKey(string? key, string text)
        => key is { Length: > 0 and <= MaxKeyLength }
            ? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key + "\n" + text)))
            : null;
}
