using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using MiniTwit.ApiService.Data;
using MiniTwit.ApiService.Errors;
using MiniTwit.ApiService.Reference;
using MiniTwit.ApiService.Security;
using MiniTwit.ApiService.Telemetry;
using MiniTwit.ApiService.Users;

namespace MiniTwit.ApiService.Messages;

/// <summary>A message to post.</summary>
/// <param name="Text">1 to 280 characters as a person counts them.</param>
internal sealed record MessageDraft(string? Text) : IInput;

/// <summary>Posting, reading and deleting single messages.</summary>
internal static class MessagesApi
{
    public static void MapMessages(this IEndpointRouteBuilder routes)
    {
        var messages = routes.MapGroup("/messages").WithTags("Messages").WithMetadata(Share.Messages);
        messages
            .MapPost("/", CreateMessage)
            .WithName(nameof(CreateMessage))
            .RequireAuthorization(Policies.Bearer)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        messages.MapGet("/{id:long}", GetMessage).WithName(nameof(GetMessage)).ProducesProblem(StatusCodes.Status404NotFound);
        messages
            .MapDelete("/{id:long}", DeleteMessage)
            .WithName(nameof(DeleteMessage))
            .RequireAuthorization(Policies.Bearer)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    /// <summary>Posts a message.</summary>
    /// <response code="201">The message; the same again when the `Idempotency-Key` was used before.</response>
    /// <response code="400">The text or the key breaks a rule; `detail` says which.</response>
    /// <response code="422">The `Idempotency-Key` was used before, for another text.</response>
    internal static async Task<Results<Created<PostedMessage>, ProblemHttpResult>> CreateMessage(
        MessageDraft draft,
        [
            FromHeader(Name = "Idempotency-Key"),
            Description("1 to 64 visible ASCII characters: the same key and text again post nothing new.")
        ]
            string? idempotencyKey,
        CurrentUser me,
        MiniTwitDb db,
        Avatars avatars,
        MiniTwitMetrics metrics,
        CancellationToken ct
    )
    {
        if (MessageText.Error(draft.Text) is { } error)
        {
            return Problems.Invalid(error);
        }

        if (idempotencyKey is not null && !PostMessage.IsKey(idempotencyKey))
        {
            return Problems.Invalid("Idempotency-Key must be 1 to 64 visible ASCII characters");
        }

        var posted = await PostMessage.PostAsync(db, metrics, me, draft.Text!, idempotencyKey, ct);
        if (posted is null)
        {
            return Problems.NoSuchMessage();
        }

        return posted.Text != draft.Text
            ? Problems.Unprocessable("This Idempotency-Key was used before, for another text. Nothing was posted.")
            : TypedResults.Created($"/api/v1/messages/{posted.Id}", posted.Shown(avatars));
    }

    /// <summary>Gets a message.</summary>
    /// <response code="200">The message.</response>
    /// <response code="404">There is no such message.</response>
    internal static async Task<Results<Ok<PostedMessage>, ProblemHttpResult>> GetMessage(
        long id,
        MiniTwitDb db,
        Avatars avatars,
        CancellationToken ct
    )
    {
        var row = await db.Messages.Where(m => m.Id == id && !m.Flagged).Select(MessageRow.Of).FirstOrDefaultAsync(ct);
        return row is null ? Problems.NoSuchMessage() : TypedResults.Ok(row.Shown(avatars));
    }

    /// <summary>Deletes an own message.</summary>
    /// <response code="204">The message is gone.</response>
    /// <response code="403">Somebody else wrote it.</response>
    /// <response code="404">There is no such message.</response>
    internal static async Task<Results<NoContent, ProblemHttpResult>> DeleteMessage(
        long id,
        CurrentUser me,
        MiniTwitDb db,
        CancellationToken ct
    )
    {
        if (await db.Messages.Where(m => m.Id == id && m.AuthorId == me.Id).ExecuteDeleteAsync(ct) > 0)
        {
            return TypedResults.NoContent();
        }

        return await db.Messages.AnyAsync(m => m.Id == id && !m.Flagged, ct)
            ? Problems.Forbidden("Only its author can delete a message")
            : Problems.NoSuchMessage();
    }
}
