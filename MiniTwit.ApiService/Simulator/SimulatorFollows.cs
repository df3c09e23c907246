using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using MiniTwit.ApiService.Data;
using MiniTwit.ApiService.Followers;
using MiniTwit.ApiService.Users;

namespace MiniTwit.ApiService.Simulator;

/// <summary>The simulator's follows.</summary>
internal static class SimulatorFollows
{
    /// <summary>Gets the names of the users that a user follows, the latest followed first.</summary>
    /// <response code="200">The names.</response>
    /// <response code="400">`no` is no good.</response>
    /// <response code="403">The credential is missing or wrong.</response>
    /// <response code="404">There is no such user.</response>
    internal static async Task<Results<Ok<FollowsAnswer>, BadRequest<SimulatorError>, NotFound<SimulatorError>>> Get(
        string username,
        [Description(RowLimit.Text)] string? no,
        HttpContext http,
        MiniTwitDb db,
        CancellationToken ct
    )
    {
        if (!RowLimit.TryRead(no, out var rows))
        {
            return SimulatorApi.Invalid(RowLimit.Error);
        }

        await LongLists.AdmitAsync(http, rows, ct);
        var follower = db.IdsNamed(username);
        var names = await db
            .Follows.Where(f => f.FollowerId == follower.Single())
            .OrderByDescending(f => f.Id)
            .Take(rows)
            .Select(f => f.Followee.Name)
            .ToListAsync(ct);
        return names.Count == 0 && !await db.IsUserAsync(username, ct)
            ? SimulatorApi.NoSuchUser()
            : TypedResults.Ok(new FollowsAnswer(names));
    }

    /// <summary>Lets a user follow or unfollow another. Doing it twice changes nothing, nor does following oneself.</summary>
    /// <response code="204">It is as asked for.</response>
    /// <response code="400">The body names neither or both.</response>
    /// <response code="403">The credential is missing or wrong.</response>
    /// <response code="404">There is no such user.</response>
    internal static async Task<Results<NoContent, BadRequest<SimulatorError>, NotFound<SimulatorError>>> Change(
        string username,
        SimulatorBody<FollowCommand> body,
        Following following,
        CancellationToken ct
    )
    {
        bool known;
        switch (body.Value)
        {
            case { Follow: { } followee, Unfollow: null }:
                known = await following.FollowAsync(username, followee, ct);
                break;
            case { Follow: null, Unfollow: { } followee }:
                known = await following.UnfollowAsync(username, followee, ct);
                break;
            default:
                return SimulatorApi.Invalid("Name one user, to follow or to unfollow");
        }

        return known ? TypedResults.NoContent() : SimulatorApi.NoSuchUser();
    }
}
