using Microsoft.AspNetCore.Http.HttpResults;
using MiniTwit.ApiService.Data;
using MiniTwit.ApiService.Errors;
using MiniTwit.ApiService.Messages;
using MiniTwit.ApiService.Paging;
using MiniTwit.ApiService.Security;
using MiniTwit.ApiService.Users;

namespace MiniTwit.ApiService.Timelines;

/// <summary>Lists of messages, newest first. Flagged messages are left out of all of them.</summary>
internal static class TimelinesApi
{
    public static void MapTimelines(this IEndpointRouteBuilder routes)
    {
        var timelines = routes
            .MapGroup("")
            .WithTags("Timelines")
            .WithMetadata(Share.Messages)
            .ProducesProblem(StatusCodes.Status400BadRequest);
        timelines.MapGet("/timelines/public", GetPublicTimeline).WithName(nameof(GetPublicTimeline));
        timelines.MapGet("/timelines/home", GetHomeTimeline).WithName(nameof(GetHomeTimeline)).RequireAuthorization(Policies.Bearer);
        timelines
            .MapGet("/users/{username}/messages", GetUserTimeline)
            .WithName(nameof(GetUserTimeline))
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    /// <summary>Gets everybody's messages.</summary>
    /// <response code="200">A page of messages.</response>
    /// <response code="400">The limit or the cursor is no good.</response>
    internal static async Task<Results<Ok<Page<PostedMessage>>, ProblemHttpResult>> GetPublicTimeline(
        [AsParameters] PageQuery query,
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

        return await PageAsync(http, page, db.Messages.Where(m => !m.Flagged).Window(page), avatars, ct);
    }

    /// <summary>Gets the messages of the user and of those the user follows.</summary>
    /// <response code="200">A page of messages.</response>
    /// <response code="400">The limit or the cursor is no good.</response>
    internal static async Task<Results<Ok<Page<PostedMessage>>, ProblemHttpResult>> GetHomeTimeline(
        [AsParameters] PageQuery query,
        CurrentUser me,
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

        return await PageAsync(http, page, db.HomeTimelineOf(me.Id, page).Ordered(page), avatars, ct);
    }

    /// <summary>Gets one user's messages.</summary>
    /// <response code="200">A page of messages.</response>
    /// <response code="400">The limit or the cursor is no good.</response>
    /// <response code="404">There is no such user.</response>
    internal static async Task<Results<Ok<Page<PostedMessage>>, ProblemHttpResult>> GetUserTimeline(
        string username,
        [AsParameters] PageQuery query,
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

        if (await db.FindUserIdAsync(username, ct) is not { } author)
        {
            return Problems.NoSuchUser();
        }

        return await PageAsync(http, page, db.Messages.Where(m => m.AuthorId == author && !m.Flagged).Window(page), avatars, ct);
    }

    private static async Task<Ok<Page<PostedMessage>>> PageAsync(
        HttpContext http,
        PageRequest page,
        IQueryable<Message> messages,
        Avatars avatars,
        CancellationToken ct
    )
    {
        var rows = await messages.Select(MessageRow.Of).ToSeenListAsync(ct);
        return Page.Of(http, page, rows, row => row.Shown(avatars));
    }
}
