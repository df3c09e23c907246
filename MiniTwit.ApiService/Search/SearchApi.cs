using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using MiniTwit.ApiService.Data;
using MiniTwit.ApiService.Errors;
using MiniTwit.ApiService.Followers;
using MiniTwit.ApiService.Messages;
using MiniTwit.ApiService.Paging;
using MiniTwit.ApiService.Text;
using MiniTwit.ApiService.Users;

namespace MiniTwit.ApiService.Search;

/// <summary>Finding messages by their words, and people by their names.</summary>
internal static class SearchApi
{
    // As long as a message, which may be pasted to be found.
    private const int MaxElements = 280;

    public static void MapSearch(this IEndpointRouteBuilder routes)
    {
        var search = routes
            .MapGroup("/search")
            .WithTags("Search")
            .WithMetadata(Share.Search)
            .ProducesProblem(StatusCodes.Status400BadRequest);
        search.MapGet("/messages", SearchMessages).WithName(nameof(SearchMessages));
        search.MapGet("/users", SearchUsers).WithName(nameof(SearchUsers));
    }

    /// <summary>Finds messages by their words, newest first. A page that took long to look for has fewer than `limit`, and `next` where to go on.</summary>
    /// <response code="200">A page of messages; none where none has these words.</response>
    /// <response code="400">There is nothing to look for, or the limit or the cursor is no good.</response>
    internal static async Task<Results<Ok<Page<PostedMessage>>, ProblemHttpResult>> SearchMessages(
        [Description(
            "Words that are all in the message, in any order; `\"these words\"` beside each other, `or` between two, `-` before one that is not."
        )]
            string? q,
        [AsParameters] PageQuery query,
        CurrentUser? reader,
        HttpContext http,
        MiniTwitDb db,
        Avatars avatars,
        CancellationToken ct
    )
    {
        if (!query.TryRead(out var page, out var problem))
        {
            return problem;
        }

        if (Error(q, MaxElements) is { } error)
        {
            return Problems.Invalid(error);
        }

        var (rows, lookedTo) = await db.FindMessagesAsync(q!, page, reader, ct);
        return Page.Of(http, page, rows, row => row.Shown(avatars), q, lookedTo);
    }

    /// <summary>Finds users by the beginning of any word of the name, whatever its case; the one of exactly that name first.</summary>
    /// <response code="200">At most 20 users.</response>
    /// <response code="400">There is nothing to look for.</response>
    internal static async Task<Results<Ok<IReadOnlyList<ListedUser>>, ProblemHttpResult>> SearchUsers(
        [Description("How the name, or a word of it and what follows, begins.")] string? q,
        CurrentUser? reader,
        MiniTwitDb db,
        Avatars avatars,
        CancellationToken ct
    ) =>
        Error(q, UserName.MaxElements) is { } error
            ? Problems.Invalid(error)
            : TypedResults.Ok<IReadOnlyList<ListedUser>>([
                .. (await db.FindUsersAsync(q!, reader, ct)).Select(row => row.Shown(avatars, reader)),
            ]);

    private static string? Error(string? q, int maxElements)
    {
        if (PlainText.IsBlank(q))
        {
            return "Enter something to look for";
        }

        if (PlainText.IsLongerThan(maxElements, q))
        {
            return $"What is looked for has at most {maxElements} characters";
        }

        return PlainText.IsStorable(q) ? null : "No text has what you look for";
    }
}
