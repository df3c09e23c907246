using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MiniTwit.Web.Api;
using MiniTwit.Web.Pages.Shared;

namespace MiniTwit.Web.Pages.Followers;

/// <summary>A list of users around one user.</summary>
internal abstract class PeopleModel : PageModel
{
    public string Username { get; private set; } = "";

    public PageOf<Person> People { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(string username, string? cursor, CancellationToken cancel)
    {
        if (!this.Shows(await ListAsync(username, cursor, cancel), cursor, out var people, out var instead))
        {
            return instead;
        }

        (Username, People) = (username, people);
        return Page();
    }

    protected abstract Task<ApiResult<PageOf<Person>>> ListAsync(string username, string? cursor, CancellationToken cancel);
}
