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
        if (!message.Ok)
        {
            return new ProblemPage(message.Problem);
        }

        if (!await IsAsync(message.Value.Author, username, cancel))
        {
            return new ProblemPage(ApiProblem.NotFound);
        }

        Message = message.Value;
        return Page();
    }

    // The pages' own links have the name as registered; what else is a form of it, the API knows.
    private async Task<bool> IsAsync(string author, string username, CancellationToken cancel) =>
        author == username || (await api.ProfileAsync(username, cancel)).Value?.Username == author;
}
