using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using MiniTwit.ApiService.Data;
using MiniTwit.ApiService.Errors;
using MiniTwit.ApiService.Limits;
using MiniTwit.ApiService.Reference;
using MiniTwit.ApiService.Security;

namespace MiniTwit.ApiService.Users;

/// <summary>A wish to sign in.</summary>
/// <param name="Username">The user's name.</param>
/// <param name="Password">The user's password.</param>
internal sealed record SignInRequest(string? Username, string? Password) : IInput;

/// <summary>Signing in and out.</summary>
internal static partial class SessionsApi
{
    public static void MapSessions(this IEndpointRouteBuilder routes)
    {
        var sessions = routes.MapGroup("/sessions").WithTags("Sessions").WithMetadata(Share.Sessions);
        sessions
            .MapPost("/", CreateSession)
            .WithName(nameof(CreateSession))
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .LimitedTo(LimitSetup.SignIns);
        sessions.MapDelete("/current", DeleteCurrentSession).WithName(nameof(DeleteCurrentSession)).RequireAuthorization(Policies.Bearer);
    }

    /// <summary>Signs a user in.</summary>
    /// <response code="201">The session with its bearer token.</response>
    /// <response code="401">`detail` is "Invalid username" or "Invalid password".</response>
    /// <response code="403">The account is suspended.</response>
    internal static async Task<Results<Created<NewSession>, ProblemHttpResult>> CreateSession(
        SignInRequest request,
        SignIn signIn,
        HttpContext http,
        ILogger<SignIn> logger,
        CancellationToken ct
    )
    {
        var outcome = await signIn.SignInAsync(request.Username, request.Password, ct);
        http.Response.Headers.CacheControl = "no-store";
        if (outcome.Session is { } session)
        {
            return TypedResults.Created("/api/v1/sessions/current", session);
        }

        LogRefused(logger, http.Connection.RemoteIpAddress?.ToString(), outcome.Error!);
        return outcome.Error == SignInOutcome.Suspended ? Problems.Forbidden(outcome.Error) : Problems.Unauthorized(outcome.Error!);
    }

    /// <summary>Signs out: ends the session whose token is sent.</summary>
    /// <response code="204">The session is ended.</response>
    internal static async Task<NoContent> DeleteCurrentSession(CurrentUser me, MiniTwitDb db, CancellationToken ct)
    {
        await db.Sessions.Where(s => s.TokenHash == me.SessionHash).ExecuteDeleteAsync(ct);
        return TypedResults.NoContent();
    }

    // Not the name: people type passwords into that field.
    [LoggerMessage(Level = LogLevel.Warning, EventName = "SignInRefused", Message = "Refused a sign-in from {ClientAddress}: {Reason}")]
    private static partial void LogRefused(ILogger logger, string? clientAddress, string reason);
}
