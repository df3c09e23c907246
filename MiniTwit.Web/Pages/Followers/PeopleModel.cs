using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MiniTwit.Web.Api;
using MiniTwit.Web.Errors;

namespace MiniTwit.Web.Pages.Followers;

/// <summary>A list of users around one user.</summary>
internal abstract class PeopleModel : PageModel
{
    public string Username { get; private set; } = "";

    public PageOf<Person> People { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(string username, string? cursor, CancellationToken cancel)
    {
        var people = await ListAsync(username, cursor, cancel);
        if (!people.Ok)
        {
            return new ProblemPage(people.Problem);
        }

        if (people.Value.IsPastTheEnd(cursor))
        {
            return LocalRedirect(Request.Path.ToUriComponent());
        }

        (Username, People) = (username, people.Value);
        return Page();
    }

    protected abstract Task<ApiResult<PageOf<Person>>> ListAsync(string username, string? cursor, CancellationToken cancel);
}
