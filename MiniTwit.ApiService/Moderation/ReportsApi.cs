using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using MiniTwit.ApiService.Data;
using MiniTwit.ApiService.Errors;
using MiniTwit.ApiService.Limits;
using MiniTwit.ApiService.Reference;
using MiniTwit.ApiService.Security;
using MiniTwit.ApiService.Users;
using Npgsql;

namespace MiniTwit.ApiService.Moderation;

/// <summary>What is wrong with a message.</summary>
/// <param name="Reason">`spam`, `abuse`, `violence`, `illegal` or `other`.</param>
/// <param name="Comment">Up to 500 characters more about it; null or empty for nothing.</param>
internal sealed record ReportDraft(string? Reason, string? Comment) : IInput;

/// <summary>Telling administrators of a message.</summary>
internal static class ReportsApi
{
    public static void MapReports(this IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/messages/{id:long}/reports", ReportMessage)
            .WithName(nameof(ReportMessage))
            .WithTags("Moderation")
            .WithMetadata(Share.Messages)
            .RequireAuthorization(Policies.Bearer)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status429TooManyRequests);

    /// <summary>Reports somebody else's message to the administrators. Whoever does it twice has done it once.</summary>
    /// <response code="204">It is reported.</response>
    /// <response code="400">There is no such reason, the comment breaks a rule, or it is one's own message; `detail` says which.</response>
    /// <response code="404">There is no such message.</response>
    /// <response code="429">The user has reported too many lately.</response>
    internal static async Task<Results<NoContent, ProblemHttpResult>> ReportMessage(
        long id,
        ReportDraft draft,
        CurrentUser me,
        MiniTwitDb db,
        [FromKeyedServices(LimitSetup.Reports)] Quota quota,
        CancellationToken ct
    )
    {
        if (ReportRules.Error(draft.Reason, draft.Comment) is { } error)
        {
            return Problems.Invalid(error);
        }

        quota.Take(me.Id.ToString(CultureInfo.InvariantCulture));
        var author = await StoreAsync(db, id, draft.Reason!, ReportRules.OrNull(draft.Comment), me, ct);
        if (author == me.Id)
        {
            return Problems.Invalid("You cannot report your own message");
        }

        return author is null ? Problems.NoSuchMessage() : TypedResults.NoContent();
    }

    /// <summary>Stores the report, unless this user has reported the message before. Waits for whoever reports it at the same moment.</summary>
    /// <returns>Who wrote the message; null where there is none.</returns>
    private static async Task<long?> StoreAsync(
        MiniTwitDb db,
        long message,
        string reason,
        string? comment,
        CurrentUser me,
        CancellationToken ct
    )
    {
        try
        {
            var authors = await db
                .Database.SqlQuery<long>(
                    $"""
                    WITH target AS (SELECT id, author_id FROM messages WHERE id = {message} AND NOT flagged),
                    fresh AS (
                        SELECT id, author_id FROM target
                        WHERE author_id <> {me.Id} AND NOT EXISTS (SELECT FROM reports WHERE reporter_id = {me.Id} AND message_id = {message})),
                    opened AS (
                        INSERT INTO report_cases AS c (message_id, author_id, reports) SELECT id, author_id, 1 FROM fresh
                        ON CONFLICT (message_id) WHERE closed_at IS NULL DO UPDATE SET reports = c.reports + 1
                        RETURNING id, message_id),
                    stored AS (
                        INSERT INTO reports (case_id, message_id, reporter_id, reason, comment)
                        SELECT id, message_id, {me.Id}, {reason}, {comment} FROM opened)
                    SELECT author_id FROM target
                    """
                )
                .ToListAsync(ct);
            return authors is [var author] ? author : null;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            // The same user a moment ago, whose report this statement could not see: nothing of it was stored. Of an own message there is none.
            return CurrentUser.Nobody;
        }
    }
}
