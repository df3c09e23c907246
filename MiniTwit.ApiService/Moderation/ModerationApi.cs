using Microsoft.AspNetCore.Http.HttpResults;
using MiniTwit.ApiService.Data;
using MiniTwit.ApiService.Errors;
using MiniTwit.ApiService.Reference;
using MiniTwit.ApiService.Security;
using MiniTwit.ApiService.Users;

namespace MiniTwit.ApiService.Moderation;

/// <summary>Why an administrator does something.</summary>
/// <param name="Note">Up to 500 characters for the log; null or empty for nothing.</param>
internal sealed record ActNote(string? Note) : IInput;

/// <summary>What administrators do. Each act is noted in the log with who did it and why; one that is done already changes nothing.</summary>
internal static class ModerationApi
{
    public static void AddModeration(this WebApplicationBuilder builder)
    {
        if (!DocumentGenerator.IsRunning)
        {
            builder.Services.AddHostedService<Suspensions>();
        }
    }

    public static void MapModeration(this IEndpointRouteBuilder routes)
    {
        var moderation = routes
            .MapGroup("/moderation")
            .WithTags("Moderation")
            .WithMetadata(Share.Messages)
            .RequireAuthorization(Policies.Administrator)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status403Forbidden);
        moderation.MapGet("/reports", ModerationLists.GetReports).WithName(nameof(ModerationLists.GetReports));
        moderation.MapGet("/log", ModerationLists.GetModerationLog).WithName(nameof(ModerationLists.GetModerationLog));

        var acts = moderation.MapGroup("").ProducesProblem(StatusCodes.Status404NotFound);
        acts.MapPost("/messages/{id:long}/hide", HideMessage).WithName(nameof(HideMessage));
        acts.MapPost("/messages/{id:long}/unhide", UnhideMessage).WithName(nameof(UnhideMessage));
        acts.MapPost("/messages/{id:long}/dismiss", DismissReports).WithName(nameof(DismissReports));
        acts.MapPost("/users/{username}/suspend", SuspendUser).WithName(nameof(SuspendUser));
        acts.MapPost("/users/{username}/unsuspend", UnsuspendUser).WithName(nameof(UnsuspendUser));
    }

    /// <summary>Hides a message from everybody, and closes what was reported of it.</summary>
    /// <response code="204">The message is hidden.</response>
    /// <response code="400">The note breaks a rule.</response>
    /// <response code="403">Only administrators may do this.</response>
    /// <response code="404">There is no such message.</response>
    internal static Task<Results<NoContent, ProblemHttpResult>> HideMessage(
        long id,
        ActNote body,
        CurrentUser me,
        MiniTwitDb db,
        CancellationToken ct
    ) => ActAsync(body, note => Acts.HideAsync(db, me, id, note, ct), Problems.NoSuchMessage);

    /// <summary>Lets a hidden message be seen again; that of a suspended user once the user is no longer.</summary>
    /// <response code="204">The message is not hidden.</response>
    /// <response code="400">The note breaks a rule.</response>
    /// <response code="403">Only administrators may do this.</response>
    /// <response code="404">There is no such message.</response>
    internal static Task<Results<NoContent, ProblemHttpResult>> UnhideMessage(
        long id,
        ActNote body,
        CurrentUser me,
        MiniTwitDb db,
        CancellationToken ct
    ) => ActAsync(body, note => Acts.UnhideAsync(db, me, id, note, ct), Problems.NoSuchMessage);

    /// <summary>Takes a message out of the queue and leaves it as it is. Who reports it afterwards puts it there again.</summary>
    /// <response code="204">Nothing reported of the message is open.</response>
    /// <response code="400">The note breaks a rule.</response>
    /// <response code="403">Only administrators may do this.</response>
    /// <response code="404">Nobody has reported such a message.</response>
    internal static Task<Results<NoContent, ProblemHttpResult>> DismissReports(
        long id,
        ActNote body,
        CurrentUser me,
        MiniTwitDb db,
        CancellationToken ct
    ) => ActAsync(body, note => Acts.DismissAsync(db, me, id, note, ct), Problems.NoSuchMessage);

    /// <summary>Suspends a user: the sessions end, nobody signs in, and the messages go out of sight within seconds.</summary>
    /// <response code="204">The user is suspended.</response>
    /// <response code="400">The note breaks a rule.</response>
    /// <response code="403">Only administrators may do this, and to no administrator.</response>
    /// <response code="404">There is no such user.</response>
    internal static Task<Results<NoContent, ProblemHttpResult>> SuspendUser(
        string username,
        ActNote body,
        CurrentUser me,
        MiniTwitDb db,
        CancellationToken ct
    ) => ActAsync(body, note => UserName.CouldBe(username) ? Acts.SuspendAsync(db, me, username, note, ct) : Nobody, Problems.NoSuchUser);

    /// <summary>Ends a suspension: within seconds all is as it was, but for the sessions.</summary>
    /// <response code="204">The user is not suspended.</response>
    /// <response code="400">The note breaks a rule.</response>
    /// <response code="403">Only administrators may do this.</response>
    /// <response code="404">There is no such user.</response>
    internal static Task<Results<NoContent, ProblemHttpResult>> UnsuspendUser(
        string username,
        ActNote body,
        CurrentUser me,
        MiniTwitDb db,
        CancellationToken ct
    ) => ActAsync(body, note => UserName.CouldBe(username) ? Acts.UnsuspendAsync(db, me, username, note, ct) : Nobody, Problems.NoSuchUser);

    private static Task<ActOutcome> Nobody => Task.FromResult(new ActOutcome(Allowed: true, Known: false));

    private static async Task<Results<NoContent, ProblemHttpResult>> ActAsync(
        ActNote body,
        Func<string?, Task<ActOutcome>> act,
        Func<ProblemHttpResult> unknown
    )
    {
        if (ReportRules.NoteError(body.Note) is { } error)
        {
            return Problems.Invalid(error);
        }

        return await act(ReportRules.OrNull(body.Note)) switch
        {
            { Allowed: false } => Problems.Forbidden("Only administrators may do this"),
            { Known: false } => unknown(),
            { Spared: true } => Problems.Forbidden("An administrator cannot be suspended"),
            _ => TypedResults.NoContent(),
        };
    }
}
