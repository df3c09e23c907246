using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using MiniTwit.ApiService.Data;
using MiniTwit.ApiService.Errors;
using MiniTwit.ApiService.Security;

namespace MiniTwit.ApiService.Users;

/// <summary>One of the own sessions.</summary>
/// <param name="Id">What the session is ended by; nothing can be signed in with it.</param>
/// <param name="CreatedAt">When it was opened.</param>
/// <param name="LastUsedAt">When it was last used, to the hour: use is noted when the last note is an hour old.</param>
/// <param name="ExpiresAt">When it ends at the latest; unused for 14 days it ends sooner.</param>
/// <param name="Current">Whether this request was sent with it.</param>
internal sealed record OwnSession(string Id, DateTimeOffset CreatedAt, DateTimeOffset LastUsedAt, DateTimeOffset ExpiresAt, bool Current);

/// <summary>The signed-in user's sessions.</summary>
internal static class OwnSessionsApi
{
    public static void MapOwnSessions(this IEndpointRouteBuilder routes)
    {
        var sessions = routes.MapGroup("/me/sessions").WithTags("Me").WithMetadata(Share.Sessions).RequireAuthorization(Policies.Bearer);
        sessions.MapGet("/", GetSessions).WithName(nameof(GetSessions));
        sessions.MapDelete("/", DeleteOtherSessions).WithName(nameof(DeleteOtherSessions));
        sessions.MapDelete("/{id}", DeleteSession).WithName(nameof(DeleteSession)).ProducesProblem(StatusCodes.Status404NotFound);
    }

    /// <summary>Gets the own open sessions, at most ten, the latest used first.</summary>
    /// <response code="200">The sessions.</response>
    internal static async Task<Ok<List<OwnSession>>> GetSessions(CurrentUser me, MiniTwitDb db, TimeProvider time, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var rows = await OpenAt(now, db, me).ToListAsync(ct);
        return TypedResults.Ok(Told(rows, me));
    }

    /// <summary>Ends all own sessions but the one that this request was sent with.</summary>
    /// <response code="204">There is no other.</response>
    internal static async Task<NoContent> DeleteOtherSessions(CurrentUser me, MiniTwitDb db, CancellationToken ct)
    {
        await db.Sessions.Where(s => s.UserId == me.Id && s.TokenHash != me.SessionHash).ExecuteDeleteAsync(ct);
        return TypedResults.NoContent();
    }

    /// <summary>Ends one of the own sessions.</summary>
    /// <response code="204">The session is ended.</response>
    /// <response code="404">There is no such session of the user's.</response>
    internal static async Task<Results<NoContent, ProblemHttpResult>> DeleteSession(
        string id,
        CurrentUser me,
        MiniTwitDb db,
        TimeProvider time,
        CancellationToken ct
    )
    {
        var hashes = await OpenAt(time.GetUtcNow(), db, me).Select(s => s.TokenHash).ToListAsync(ct);
        if (hashes.Find(hash => SessionToken.IdOf(hash) == id) is not { } found)
        {
            return Problems.NoSuchSession();
        }

        await db.Sessions.Where(s => s.TokenHash == found).ExecuteDeleteAsync(ct);
        return TypedResults.NoContent();
    }

    /// <summary>The own sessions that are open, the latest used first.</summary>
    public static IQueryable<Session> OpenAt(DateTimeOffset now, MiniTwitDb db, CurrentUser me)
    {
        var usedSince = now - SessionToken.MaxIdle;
        return db
            .Sessions.Where(s => s.UserId == me.Id && s.ExpiresAt > now && s.LastUsedAt > usedSince)
            .OrderByDescending(s => s.LastUsedAt)
            .ThenByDescending(s => s.CreatedAt);
    }

    /// <summary>What their user is told of them.</summary>
    public static List<OwnSession> Told(List<Session> sessions, CurrentUser me) =>
        sessions.ConvertAll(s => new OwnSession(
            SessionToken.IdOf(s.TokenHash),
            s.CreatedAt,
            s.LastUsedAt,
            s.ExpiresAt,
            s.TokenHash.AsSpan().SequenceEqual(me.SessionHash)
        ));
}
