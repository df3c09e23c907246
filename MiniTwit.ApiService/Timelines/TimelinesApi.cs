using Microsoft.AspNetCore.Http.HttpResults;
using MiniTwit.ApiService.Blocks;
using MiniTwit.ApiService.Data;
using MiniTwit.ApiService.Errors;
using MiniTwit.ApiService.Messages;
using MiniTwit.ApiService.Paging;
using MiniTwit.ApiService.Security;
using MiniTwit.ApiService.Users;

namespace MiniTwit.ApiService.Timelines;

/// <summary>A user's page.</summary>
/// <param name="Profile">Who the user is.</param>
/// <param name="Messages">A page of the user's messages.</param>
internal sealed record UserPage(Profile Profile, Page<PostedMessage> Messages);

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
        timelines
            .MapGet("/users/{username}/timeline", GetUserPage)
            .WithName(nameof(GetUserPage))
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    /// <summary>Gets everybody's messages.</summary>
    /// <response code="200">A page of messages.</response>
    /// <response code="400">The limit or the cursor is no good.</response>
    internal static async Task<Results<Ok<Page<PostedMessage>>, ProblemHttpResult>> GetPublicTimeline(
        [AsParameters] PageQuery query,
        CurrentUser? reader,
        HttpContext http,
        MiniTwitDb db,
        NewestMessages newest,
        Avatars avatars,
        CancellationToken ct
    )
    {
        if (!query.TryRead(out var page, out var problem))
        {
            return problem;
        }

        if (page.Cursor is null && reader is not { HidesSomebody: true })
        {
            return Page.Of(http, page, (await newest.ReadAsync(ct)).Page(page), row => row.Shown(avatars));
        }

        var messages = db.Messages.Where(m => !m.Flagged).WithoutHidden(db, reader, m => m.AuthorId);
        return await MessagePage.OfAsync(http, page, messages.Window(page), avatars, ct);
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

        return await MessagePage.OfAsync(http, page, db.HomeTimelineOf(me, page).Ordered(page), avatars, ct);
    }

    /// <summary>Gets one user's messages.</summary>
    /// <response code="200">A page of messages; none of a user whom the sender of the request blocks.</response>
    /// <response code="400">The limit or the cursor is no good.</response>
    /// <response code="404">There is no such user.</response>
    internal static async Task<Results<Ok<Page<PostedMessage>>, ProblemHttpResult>> GetUserTimeline(
        string username,
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

        var author = db.IdsNamed(username);
        var written = db.Messages.Where(m => m.AuthorId == author.Single() && !m.Flagged).WithoutBlocked(db, reader, m => m.AuthorId);
        var messages = await MessagePage.OfAsync(http, page, written.Window(page), avatars, ct);
        return messages.Value is { Items: [] } && !await db.IsUserAsync(username, ct) ? Problems.NoSuchUser() : messages;
    }

    /// <summary>Gets a user's profile and messages at once.</summary>
    /// <response code="200">The profile and a page of messages.</response>
    /// <response code="400">The limit or the cursor is no good.</response>
    /// <response code="404">There is no such user.</response>
    internal static async Task<Results<Ok<UserPage>, ProblemHttpResult>> GetUserPage(
        string username,
        [AsParameters] PageQuery query,
        CurrentUser? reader,
        HttpContext http,
        MiniTwitDb db,
        Avatars avatars,
        CancellationToken ct
    )
    {
        Profile? profile;
        using (Share.Profiles.For(http))
        {
            profile = await Profile.FindAsync(db, avatars, username, reader, ct);
        }

        if (profile is null)
        {
            return Problems.NoSuchUser();
        }

        var messages = (await GetUserTimeline(username, query, reader, http, db, avatars, ct)).Result;
        return messages is Ok<Page<PostedMessage>> { Value: { } page }
            ? TypedResults.Ok(new UserPage(profile, page))
            : (ProblemHttpResult)messages;
    }
}
