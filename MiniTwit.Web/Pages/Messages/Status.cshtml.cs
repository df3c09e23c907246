using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MiniTwit.Web.Api;
using MiniTwit.Web.Caching;
using MiniTwit.Web.Errors;

namespace MiniTwit.Web.Pages.Messages;

[SharedPage]
internal sealed class StatusModel(MiniTwitApi api) : PageModel
{
    public Conversation Conversation { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(string username, long id, string? cursor, CancellationToken cancel)
    {
        var conversation = await api.ConversationAsync(id, cursor, cancel);
        if (!conversation.Ok)
        {
            return new ProblemPage(conversation.Problem);
        }

        if (!await IsAsync(conversation.Value.Message.Author, username, cancel))
        {
            return new ProblemPage(ApiProblem.NotFound);
        }

        if (conversation.Value.Answers.IsPastTheEnd(cursor))
        {
            return LocalRedirect(Request.Path.ToUriComponent());
        }

        Conversation = conversation.Value;
        return Page();
    }

    // The pages' own links have the name as registered; what else is a form of it, the API knows.
    private async Task<bool> IsAsync(string author, string username, CancellationToken cancel) =>
        author == username || (await api.ProfileAsync(username, cancel)).Value?.Username == author;
}
