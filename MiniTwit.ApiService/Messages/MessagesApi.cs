using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using MiniTwit.ApiService.Blocks;
using MiniTwit.ApiService.Data;
using MiniTwit.ApiService.Errors;
using MiniTwit.ApiService.Paging;
using MiniTwit.ApiService.Reference;
using MiniTwit.ApiService.Security;
using MiniTwit.ApiService.Telemetry;
using MiniTwit.ApiService.Users;

namespace MiniTwit.ApiService.Messages;

/// <summary>A message to post.</summary>
/// <param name="Text">1 to 280 characters as a person counts them.</param>
/// <param name="InReplyTo">The number of the message that this one answers; left out where it answers none.</param>
internal sealed record MessageDraft(string? Text, long? InReplyTo = null) : IInput;

/// <summary>A message among those around it.</summary>
/// <param name="Message">The message.</param>
/// <param name="InReplyTo">What it answers; null where it answers nothing, or that is gone.</param>
/// <param name="Answers">A page of what answers it, newest first, without those of whom the sender of the request blocks.</param>
internal sealed record Conversation(PostedMessage Message, PostedMessage? InReplyTo, Page<PostedMessage> Answers);

/// <summary>Posting, reading and deleting single messages.</summary>
internal static class MessagesApi
{
    public static void AddMessages(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<NewestMessages>();
        if (!DocumentGenerator.IsRunning)
        {
            builder.Services.AddHostedService<DeletedMessagesSweep>();
        }
    }

    public static void MapMessages(this IEndpointRouteBuilder routes)
    {
        var messages = routes.MapGroup("/messages").WithTags("Messages").WithMetadata(Share.Messages);
        messages
            .MapPost("/", CreateMessage)
            .WithName(nameof(CreateMessage))
            .RequireAuthorization(Policies.Bearer)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        messages.MapGet("/{id:long}", GetMessage).WithName(nameof(GetMessage)).ProducesProblem(StatusCodes.Status404NotFound);
        messages
            .MapGet("/{id:long}/conversation", GetConversation)
            .WithName(nameof(GetConversation))
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound);
        messages
            .MapDelete("/{id:long}", DeleteMessage)
            .WithName(nameof(DeleteMessage))
            .RequireAuthorization(Policies.Bearer)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound);
        messages
            .MapPost("/{id:long}/restore", RestoreMessage)
            .WithName(nameof(RestoreMessage))
            .RequireAuthorization(Policies.Bearer)
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    /// <summary>Posts a message.</summary>
    /// <response code="201">The message; the same again when the `Idempotency-Key` was used before.</response>
    /// <response code="400">The text or the key breaks a rule; `detail` says which.</response>
    /// <response code="403">The author of what it answers has blocked you.</response>
    /// <response code="422">What it answers is gone, or the `Idempotency-Key` was used before, for another message.</response>
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

        var posted = await PostMessage.PostAsync(db, metrics, me, draft.Text!, draft.InReplyTo, idempotencyKey, ct);
        if (posted is null)
        {
            return draft.InReplyTo switch
            {
                null => Problems.NoSuchMessage(),
                { } answered when await PostMessage.IsBlockedAsync(db, me, answered, ct) => Problems.Forbidden(
                    "The author of the message that you answer has blocked you. Nothing was posted."
                ),
                _ => Problems.Unprocessable("The message that you answer is no longer there. Nothing was posted."),
            };
        }

        return posted.Text != draft.Text || posted.ReplyToId != draft.InReplyTo
            ? Problems.Unprocessable("This Idempotency-Key was used before, for another message. Nothing was posted.")
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

    /// <summary>Gets a message with what it answers and what answers it.</summary>
    /// <response code="200">The message and a page of answers.</response>
    /// <response code="400">The limit or the cursor is no good.</response>
    /// <response code="404">There is no such message.</response>
    internal static async Task<Results<Ok<Conversation>, ProblemHttpResult>> GetConversation(
        long id,
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

        var found = await db
            .Messages.Where(m => !m.Flagged && (m.Id == id || m.Id == db.Messages.Single(answer => answer.Id == id).ReplyToId))
            .Select(MessageRow.Of)
            .ToListAsync(ct);
        if (found.Find(row => row.Id == id) is not { } message)
        {
            return Problems.NoSuchMessage();
        }

        var answers = db.Messages.Where(m => m.ReplyToId == id && !m.Flagged).WithoutBlocked(db, reader, m => m.AuthorId).Window(page);
        return TypedResults.Ok(
            new Conversation(
                message.Shown(avatars),
                found.Find(row => row.Id != id)?.Shown(avatars),
                (await MessagePage.OfAsync(http, page, answers, avatars, ct)).Value!
            )
        );
    }

    /// <summary>Deletes an own message, which can be restored for ten minutes.</summary>
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
        if (await Deletion.DeleteAsync(db, me, id, ct))
        {
            return TypedResults.NoContent();
        }

        return await db.Messages.AnyAsync(m => m.Id == id && !m.Flagged, ct)
            ? Problems.Forbidden("Only its author can delete a message")
            : Problems.NoSuchMessage();
    }

    /// <summary>Puts an own message back that was deleted within the last ten minutes, as it was.</summary>
    /// <response code="204">The message is there, as it is when it was never gone.</response>
    /// <response code="404">There is no such message, it is not one's own, or it was deleted longer ago.</response>
    internal static async Task<Results<NoContent, ProblemHttpResult>> RestoreMessage(
        long id,
        CurrentUser me,
        MiniTwitDb db,
        CancellationToken ct
    ) => await Deletion.RestoreAsync(db, me, id, ct) ? TypedResults.NoContent() : Problems.NoSuchMessage();
}
