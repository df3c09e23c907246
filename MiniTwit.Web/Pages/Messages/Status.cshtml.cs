using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MiniTwit.Web.Api;
using MiniTwit.Web.Errors;

namespace MiniTwit.Web.Pages.Messages;

internal sealed class StatusModel(MiniTwitApi api) : PageModel
{
    public Message Message { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(string username, long id, CancellationToken cancel)
    {
        var message = await api.MessageAsync(id, cancel);
        if (!message.Ok) return new ProblemPage(message.Problem);
        if (!string.Equals(message.Value.Author, username, StringComparison.OrdinalIgnoreCase)) return new ProblemPage(ApiProblem.NotFound);
        Message = message.Value;
        return Page();
    }
}
