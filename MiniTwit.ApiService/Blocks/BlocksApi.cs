using Microsoft.AspNetCore.Http.HttpResults;
using MiniTwit.ApiService.Data;
using MiniTwit.ApiService.Errors;
using MiniTwit.ApiService.Followers;
using MiniTwit.ApiService.Paging;
using MiniTwit.ApiService.Security;
using MiniTwit.ApiService.Users;

namespace MiniTwit.ApiService.Blocks;

/// <summary>Whom the signed-in user blocks and mutes, which is nobody else's business: docs/decisions/0036.</summary>
internal static class BlocksApi
{
    public static void MapBlocks(this IEndpointRouteBuilder routes)
    {
        var me = routes
            .MapGroup("/me")
            .WithTags("Blocks")
            .WithMetadata(Share.Follows)
            .RequireAuthorization(Policies.Bearer)
            .ProducesProblem(StatusCodes.Status400BadRequest);
        me.MapGet("/blocks", GetBlocks).WithName(nameof(GetBlocks));
        me.MapPut("/blocks/{username}", Block).WithName(nameof(Block)).ProducesProblem(StatusCodes.Status404NotFound);
        me.MapDelete("/blocks/{username}", Unblock).WithName(nameof(Unblock)).ProducesProblem(StatusCodes.Status404NotFound);
        me.MapGet("/mutes", GetMutes).WithName(nameof(GetMutes));
        me.MapPut("/mutes/{username}", Mute).WithName(nameof(Mute)).ProducesProblem(StatusCodes.Status404NotFound);
        me.MapDelete("/mutes/{username}", Unmute).WithName(nameof(Unmute)).ProducesProblem(StatusCodes.Status404NotFound);
    }

    /// <summary>Gets whom the user blocks, the latest blocked first.</summary>
    /// <response code="200">A page of users.</response>
    /// <response code="400">The limit or the cursor is no good.</response>
    internal static Task<Results<Ok<Page<ListedUser>>, ProblemHttpResult>> GetBlocks(
        [AsParameters] PageQuery query,
        CurrentUser me,
        HttpContext http,
        MiniTwitDb db,
        Avatars avatars,
        CancellationToken ct
    ) => ListAsync(isMute: false, query, me, http, db, avatars, ct);

    /// <summary>
    /// Blocks a user: neither follows the other, the user's messages are in no list of one's own, and the user can neither follow one nor
    /// answer. Blocking twice is fine.
    /// </summary>
    /// <response code="204">The user is blocked.</response>
    /// <response code="400">You cannot block yourself.</response>
    /// <response code="404">There is no such user.</response>
    internal static Task<Results<NoContent, ProblemHttpResult>> Block(
        string username,
        CurrentUser me,
        MiniTwitDb db,
        CancellationToken ct
    ) => DoAsync(username, Blocking.BlockAsync, "You cannot block yourself", me, db, ct);

    /// <summary>Unblocks a user. Unblocking someone not blocked is fine.</summary>
    /// <response code="204">The user is not blocked.</response>
    /// <response code="404">There is no such user.</response>
    internal static Task<Results<NoContent, ProblemHttpResult>> Unblock(
        string username,
        CurrentUser me,
        MiniTwitDb db,
        CancellationToken ct
    ) => UndoAsync(username, isMute: false, me, db, ct);

    /// <summary>Gets whom the user mutes, the latest muted first.</summary>
    /// <response code="200">A page of users.</response>
    /// <response code="400">The limit or the cursor is no good.</response>
    internal static Task<Results<Ok<Page<ListedUser>>, ProblemHttpResult>> GetMutes(
        [AsParameters] PageQuery query,
        CurrentUser me,
        HttpContext http,
        MiniTwitDb db,
        Avatars avatars,
        CancellationToken ct
    ) => ListAsync(isMute: true, query, me, http, db, avatars, ct);

    /// <summary>
    /// Mutes a user: the user's messages are in none of one's own timelines, tags, search results and mentions. The user is not told, and
    /// stays followed. Muting twice is fine.
    /// </summary>
    /// <response code="204">The user is muted.</response>
    /// <response code="400">You cannot mute yourself.</response>
    /// <response code="404">There is no such user.</response>
    internal static Task<Results<NoContent, ProblemHttpResult>> Mute(
        string username,
        CurrentUser me,
        MiniTwitDb db,
        CancellationToken ct
    ) => DoAsync(username, Blocking.MuteAsync, "You cannot mute yourself", me, db, ct);

    /// <summary>Unmutes a user. Unmuting someone not muted is fine.</summary>
    /// <response code="204">The user is not muted.</response>
    /// <response code="404">There is no such user.</response>
    internal static Task<Results<NoContent, ProblemHttpResult>> Unmute(
        string username,
        CurrentUser me,
        MiniTwitDb db,
        CancellationToken ct
    ) => UndoAsync(username, isMute: true, me, db, ct);

    private static async Task<Results<Ok<Page<ListedUser>>, ProblemHttpResult>> ListAsync(
        bool isMute,
        PageQuery query,
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

        var rows = await db
            .Blocks.Where(b => b.UserId == me.Id && b.IsMute == isMute)
            .Window(page)
            .Select(b => new FollowRow(
                b.Id,
                b.Other.Name,
                b.Other.Email,
                b.Other.Avatar,
                b.Other.DisplayName,
                db.Follows.Any(mine => mine.FollowerId == me.Id && mine.FolloweeId == b.OtherId)
            ))
            .ToSeenListAsync(ct);
        return Page.Of(http, page, rows, row => row.Shown(avatars, me));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DoAsync(
        string username,
        Func<MiniTwitDb, long, long, CancellationToken, Task> act,
        string notOneself,
        CurrentUser me,
        MiniTwitDb db,
        CancellationToken ct
    )
    {
        switch (await db.FindUserIdAsync(username, ct))
        {
            case null:
                return Problems.NoSuchUser();
            case { } id when id == me.Id:
                return Problems.Invalid(notOneself);
            case { } id:
                await act(db, me.Id, id, ct);
                return TypedResults.NoContent();
        }
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> UndoAsync(
        string username,
        bool isMute,
        CurrentUser me,
        MiniTwitDb db,
        CancellationToken ct
    )
    {
        if (await db.FindUserIdAsync(username, ct) is not { } id)
        {
            return Problems.NoSuchUser();
        }

        await Blocking.UndoAsync(db, me.Id, id, isMute, ct);
        return TypedResults.NoContent();
    }
}
