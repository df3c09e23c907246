using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using MiniTwit.Web.Api;
using MiniTwit.Web.Errors;
using MiniTwit.Web.Language;

namespace MiniTwit.Web.Pages.Search;

internal sealed class SearchModel(MiniTwitApi api, IStringLocalizer<Texts> texts) : PageModel
{
    /// <summary>What was looked for; empty where nothing was.</summary>
    public string Text { get; private set; } = "";

    public string? Error { get; private set; }

    /// <summary>On the first page.</summary>
    public IReadOnlyList<Person> People { get; private set; } = [];

    /// <summary>Null where no messages were looked for.</summary>
    public PageOf<Message>? Messages { get; private set; }

    /// <summary>A cursor led here: there were others before.</summary>
    public bool IsLaterPage { get; private set; }

    public bool NothingFound =>
        !IsLaterPage && Text.Length > 0 && Error is null && People.Count == 0 && Messages is null or { Items: [], Next: null };

    public async Task<IActionResult> OnGetAsync(string? q, string? cursor, CancellationToken cancel)
    {
        var terms = SearchTerms.Of(q);
        (Text, IsLaterPage) = (terms.Text, cursor is not null);
        if (terms.Tag is { } tag)
        {
            return LocalRedirect(Links.Tag(tag));
        }

        var people = cursor is null && terms.Name.Length > 0 ? api.SearchPeopleAsync(terms.Name, cancel) : null;
        var messages = terms.OnlyPeople || Text.Length == 0 ? null : api.SearchMessagesAsync(Text, cursor, cancel);
        var (found, said) = (people is null ? null : await people, messages is null ? null : await messages);
        return (IActionResult?)Show(found) ?? Show(said) ?? (IActionResult)Page();
    }

    private ProblemPage? Show(ApiResult<IReadOnlyList<Person>>? people)
    {
        People = people?.Value ?? [];
        // Much that is looked for cannot be a name.
        return people is { Problem: { Status: not StatusCodes.Status400BadRequest } problem } ? new(problem) : null;
    }

    private ProblemPage? Show(ApiResult<PageOf<Message>>? messages)
    {
        Messages = messages?.Value;
        if (messages is not { Problem: { } problem })
        {
            return null;
        }

        if (problem.Status != StatusCodes.Status400BadRequest)
        {
            return new(problem);
        }

        Error = texts.Of(problem);
        Response.StatusCode = problem.Status;
        return null;
    }
}
