using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using MiniTwit.Web.Api;
using MiniTwit.Web.Errors;
using MiniTwit.Web.Flashes;
using MiniTwit.Web.Language;

namespace MiniTwit.Web.Pages.Messages;

[Authorize]
internal sealed class AddModel(MiniTwitApi api, IStringLocalizer<Texts> texts) : PageModel
{
    private const int MaxKeyLength = 64;

    // The API did not read as far as to see that it was the message.
    private const string TooLong = "A message has at most 280 characters";

    public ComposeForm Form { get; private set; } = ComposeForm.Empty();

    public IActionResult OnGet() => Redirect("/");

    public async Task<IActionResult> OnPostAsync(
        [FromForm] string? text,
        [FromForm] string? key,
        [FromForm] long? inReplyTo,
        CancellationToken cancel
    )
    {
        text ??= "";
        // Who has none, as the course's clients, may still send the form again that comes back.
        key = key is { Length: > 0 and <= MaxKeyLength } ? key : Form.Key;
        var problem = await api.PostAsync(text.ReplaceLineEndings("\n"), inReplyTo, IdempotencyKey(key, text, inReplyTo), cancel);
        if (problem is { SessionEnded: true })
        {
            return new ProblemPage(problem);
        }

        var nothingWritten = problem is { Status: StatusCodes.Status400BadRequest, Detail: Flash.NothingWritten };
        if (problem is null || nothingWritten)
        {
            Flash.Set(HttpContext, nothingWritten ? Notice.NothingWritten : Notice.Recorded);
            return LocalRedirect(inReplyTo is { } answered ? Links.Status(answered) : "/");
        }

        Form = new(text, key, inReplyTo, problem.Status == StatusCodes.Status413PayloadTooLarge ? texts.Of(TooLong) : texts.Of(problem));
        Response.StatusCode = problem.Status;
        return Page();
    }

    // The text is part of the key: a form that the browser's history brought back may carry another message under the old key.
    private static string IdempotencyKey(string key, string text, long? inReplyTo) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{key}{inReplyTo}\n{text}"))));
}
