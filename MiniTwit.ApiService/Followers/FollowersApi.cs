using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using MiniTwit.ApiService.Data;
using MiniTwit.ApiService.Errors;
using MiniTwit.ApiService.Paging;
using MiniTwit.ApiService.Security;
using MiniTwit.ApiService.Users;

namespace MiniTwit.ApiService.Followers;

/// <summary>Who follows whom.</summary>
internal static class FollowersApi
{
    public static void MapFollowers(this IEndpointRouteBuilder routes)
    {
        var followers = routes
            .MapGroup("")
            .WithTags("Followers")
            .WithMetadata(Share.Follows)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound);
        followers.MapGet("/users/{username}/followers", GetFollowers).WithName(nameof(GetFollowers));
        followers.MapGet("/users/{username}/following", GetFollowing).WithName(nameof(GetFollowing));
        followers
            .MapPut("/me/following/{username}", Follow)
            .WithName(nameof(Follow))
            .RequireAuthorization(Policies.Bearer)
            .ProducesProblem(StatusCodes.Status403Forbidden);
        followers.MapDelete("/me/following/{username}", Unfollow).WithName(nameof(Unfollow)).RequireAuthorization(Policies.Bearer);
        routes
            .MapGet("/me/suggestions", GetSuggestions)
            .WithName(nameof(GetSuggestions))
            .WithTags("Followers")
            .WithMetadata(Share.Follows)
            .RequireAuthorization(Policies.Bearer);
    }

    /// <summary>Gets the users who follow a user, the latest follower first.</summary>
    /// <response code="200">A page of users.</response>
    /// <response code="400">The limit or the cursor is no good.</response>
    /// <response code="404">There is no such user.</response>
    internal static async Task<Results<Ok<Page<ListedUser>>, ProblemHttpResult>> GetFollowers(
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

        var (user, readerId) = (db.IdsNamed(username), reader?.Id ?? CurrentUser.Nobody);
        var rows = db
            .Follows.Where(f => f.FolloweeId == user.Single() && f.Follower.SuspendedAt == null)
            .Window(page)
            .Select(f => new FollowRow(
                f.Id,
                f.Follower.Name,
                f.Follower.Email,
                f.Follower.Avatar,
                f.Follower.DisplayName,
                db.Follows.Any(mine => mine.FollowerId == readerId && mine.FolloweeId == f.FollowerId)
            ));
        return await PageAsync(http, page, rows, username, reader, db, avatars, ct);
    }

    /// <summary>Gets the users whom a user follows, the latest followed first.</summary>
    /// <response code="200">A page of users.</response>
    /// <response code="400">The limit or the cursor is no good.</response>
    /// <response code="404">There is no such user.</response>
    internal static async Task<Results<Ok<Page<ListedUser>>, ProblemHttpResult>> GetFollowing(
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

        var (user, readerId) = (db.IdsNamed(username), reader?.Id ?? CurrentUser.Nobody);
        var rows = db
            .Follows.Where(f => f.FollowerId == user.Single() && f.Followee.SuspendedAt == null)
            .Window(page)
            .Select(f => new FollowRow(
                f.Id,
                f.Followee.Name,
                f.Followee.Email,
                f.Followee.Avatar,
                f.Followee.DisplayName,
                db.Follows.Any(mine => mine.FollowerId == readerId && mine.FolloweeId == f.FolloweeId)
            ));
        return await PageAsync(http, page, rows, username, reader, db, avatars, ct);
    }

    /// <summary>Follows a user. Following twice is fine.</summary>
    /// <response code="204">The user is followed.</response>
    /// <response code="400">You cannot follow yourself.</response>
    /// <response code="403">One of you has blocked the other.</response>
    /// <response code="404">There is no such user.</response>
    internal static async Task<Results<NoContent, ProblemHttpResult>> Follow(
        string username,
        CurrentUser me,
        Following following,
        CancellationToken ct
    ) =>
        await following.FollowUnlessBlockedAsync(me, username, ct) switch
        {
            { FolloweeId: null } => Problems.NoSuchUser(),
            { FolloweeId: { } id } when id == me.Id => Problems.Invalid("You cannot follow yourself"),
            { BlockedBy: null } => TypedResults.NoContent(),
            { BlockedBy: { } blocker } when blocker == me.Id => Problems.Forbidden(
                "You have blocked this user. Unblock them to follow them."
            ),
            _ => Problems.Forbidden("You cannot follow this user: they have blocked you."),
        };

    /// <summary>Unfollows a user. Unfollowing someone not followed is fine.</summary>
    /// <response code="204">The user is not followed.</response>
    /// <response code="404">There is no such user.</response>
    internal static async Task<Results<NoContent, ProblemHttpResult>> Unfollow(
        string username,
        CurrentUser me,
        Following following,
        CancellationToken ct
    ) => await following.UnfollowAsync(me.Name, username, ct) ? TypedResults.NoContent() : Problems.NoSuchUser();

    /// <summary>Gets users to follow: who wrote lately, and is neither followed yet nor blocked nor muted.</summary>
    /// <response code="200">At most 5 users.</response>
    internal static async Task<Ok<IReadOnlyList<ListedUser>>> GetSuggestions(
        CurrentUser me,
        MiniTwitDb db,
        Avatars avatars,
        CancellationToken ct
    )
    {
        // A subquery of one value, not EXISTS: that would be joined, which reads all that the reader follows. Bounds are written out, since
        // plans are made without knowing parameters.
        var rows = await db
            .Database.SqlQuery<ListedRow>(
                $"""
                SELECT u.name, u.email, u.avatar, u.display_name, false AS followed_by_me
                FROM (
                    SELECT author_id, max(id) AS id
                    FROM (SELECT author_id, id FROM messages WHERE NOT flagged ORDER BY id DESC LIMIT 500) newest
                    WHERE author_id <> {me.Id} AND (SELECT true FROM follows WHERE follower_id = {me.Id} AND followee_id = author_id) IS NULL
                        AND (NOT {me.HidesSomebody} OR (SELECT true FROM blocks WHERE user_id = {me.Id} AND other_id = author_id LIMIT 1) IS NULL)
                    GROUP BY author_id
                    ORDER BY max(id) DESC LIMIT 5) author
                JOIN users u ON u.id = author.author_id
                ORDER BY author.id DESC
                """
            )
            .ToListAsync(ct);
        return TypedResults.Ok<IReadOnlyList<ListedUser>>([.. rows.Select(row => row.Shown(avatars, me))]);
    }

    private static async Task<Results<Ok<Page<ListedUser>>, ProblemHttpResult>> PageAsync(
        HttpContext http,
        PageRequest page,
        IQueryable<FollowRow> list,
        string username,
        CurrentUser? reader,
        MiniTwitDb db,
        Avatars avatars,
        CancellationToken ct
    )
    {
        var rows = await list.ToSeenListAsync(ct);
        return rows.Count == 0 && !await db.IsUserAsync(username, ct)
            ? Problems.NoSuchUser()
            : Page.Of(http, page, rows, row => row.Shown(avatars, reader));
    }
}
