using MiniTwit.Web.Api;
using MiniTwit.Web.Errors;

namespace MiniTwit.Web.Pages.Search;

internal static class NamesEndpoint
{
    private const int Most = 8;

    private static readonly string[] Reads = [HttpMethods.Get, HttpMethods.Head];

    public static void MapNames(this WebApplication app) => app.MapMethods("/search/names", Reads, NamesAsync);

    /// <summary>Names that begin so, or a word of which does, for a script to complete one: a list of texts in JSON.</summary>
    private static async Task<IResult> NamesAsync(string? q, MiniTwitApi api, HttpContext context)
    {
        var name = SearchTerms.Of(q).Name;
        var people = name.Length == 0 ? new([], null) : await api.SearchPeopleAsync(name, context.RequestAborted);
        return people switch
        {
            { Ok: true } => TypedResults.Ok(people.Value.Take(Most).Select(person => person.Username)),
            // What cannot be a name is nobody's.
            { Problem.Status: StatusCodes.Status400BadRequest } => TypedResults.Ok(Array.Empty<string>()),
            _ => new ProblemPage(people.Problem),
        };
    }
}
