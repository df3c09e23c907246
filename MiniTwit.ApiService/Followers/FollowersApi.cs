using Microsoft.AspNetCore.Http.HttpResults;
using MiniTwit.ApiService.Data;
using MiniTwit.ApiService.Errors;
using MiniTwit.ApiService.Paging;
using MiniTwit.ApiService.Security;
using MiniTwit.ApiService.Users;

namespace MiniTwit.ApiService.Followers;

/// <summary>A user in a list of users.</summary>
/// <param name="Username">The name as registered.</param>
/// <param name="Avatar">The hexadecimal text that the avatar is drawn from.</param>
internal sealed record ListedUser(string Username, string Avatar);

/// <summary>The columns that a <see cref="ListedUser"/> is made of.</summary>
internal sealed record FollowRow(long Id, string Name, string Email) : IKeyed;

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
        followers.MapPut("/me/following/{username}", Follow).WithName(nameof(Follow)).RequireAuthorization(Policies.Bearer);
        followers.MapDelete("/me/following/{username}", Unfollow).WithName(nameof(Unfollow)).RequireAuthorization(Policies.Bearer);
    }

    /// <summary>Gets the users who follow a user, the latest follower first.</summary>
    /// <response code="200">A page of users.</response>
    /// <response code="400">The limit or the cursor is no good.</response>
    /// <response code="404">There is no such user.</response>
    internal static async Task<Results<Ok<Page<ListedUser>>, ProblemHttpResult>> GetFollowers(
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

        if (await db.FindUserIdAsync(username, ct) is not { } user)
        {
            return Problems.NoSuchUser();
        }

        var rows = await db
            .Follows.Where(f => f.FolloweeId == user)
            .Window(page)
            .Select(f => new FollowRow(f.Id, f.Follower.Name, f.Follower.Email))
            .ToSeenListAsync(ct);
        return Page.Of(http, page, rows, row => new ListedUser(row.Name, avatars.Of(row.Email)));
    }

    /// <summary>Gets the users whom a user follows, the latest followed first.</summary>
    /// <response code="200">A page of users.</response>
    /// <response code="400">The limit or the cursor is no good.</response>
    /// <response code="404">There is no such user.</response>
    internal static async Task<Results<Ok<Page<ListedUser>>, ProblemHttpResult>> GetFollowing(
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

        if (await db.FindUserIdAsync(username, ct) is not { } user)
        {
            return Problems.NoSuchUser();
        }

        var rows = await db
            .Follows.Where(f => f.FollowerId == user)
            .Window(page)
            .Select(f => new FollowRow(f.Id, f.Followee.Name, f.Followee.Email))
            .ToSeenListAsync(ct);
        return Page.Of(http, page, rows, row => new ListedUser(row.Name, avatars.Of(row.Email)));
    }

    /// <summary>Follows a user. Following twice is fine.</summary>
    /// <response code="204">The user is followed.</response>
    /// <response code="400">You cannot follow yourself.</response>
    /// <response code="404">There is no such user.</response>
    internal static async Task<Results<NoContent, ProblemHttpResult>> Follow(
        string username,
        CurrentUser me,
        MiniTwitDb db,
        Following following,
        CancellationToken ct
    )
    {
        if (await db.FindUserIdAsync(username, ct) == me.Id)
        {
            return Problems.Invalid("You cannot follow yourself");
        }

        return await following.FollowAsync(me.Name, username, ct) ? TypedResults.NoContent() : Problems.NoSuchUser();
    }

    /// <summary>Unfollows a user. Unfollowing someone not followed is fine.</summary>
    /// <response code="204">The user is not followed.</response>
    /// <response code="404">There is no such user.</response>
    internal static async Task<Results<NoContent, ProblemHttpResult>> Unfollow(
        string username,
        CurrentUser me,
        Following following,
        CancellationToken ct
    ) => await following.UnfollowAsync(me.Name, username, ct) ? TypedResults.NoContent() : Problems.NoSuchUser();
}
