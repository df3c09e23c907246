using Microsoft.AspNetCore.Http.HttpResults;
using MiniTwit.ApiService.Blocks;
using MiniTwit.ApiService.Data;
using MiniTwit.ApiService.Errors;
using MiniTwit.ApiService.Messages;
using MiniTwit.ApiService.Paging;
using MiniTwit.ApiService.Reference;
using MiniTwit.ApiService.Security;
using MiniTwit.ApiService.Users;

namespace MiniTwit.ApiService.Mentions;

/// <summary>How far the mentions are read.</summary>
/// <param name="UpTo">The id of the newest one that was shown.</param>
internal sealed record MentionsSeen(long? UpTo) : IInput;

/// <summary>What others said to the signed-in user.</summary>
internal static class MentionsApi
{
    public static void MapMentions(this IEndpointRouteBuilder routes)
    {
        var mentions = routes
            .MapGroup("/me/mentions")
            .WithTags("Mentions")
            .WithMetadata(Share.Messages)
            .RequireAuthorization(Policies.Bearer)
            .ProducesProblem(StatusCodes.Status400BadRequest);
        mentions.MapGet("/", GetMentions).WithName(nameof(GetMentions));
        mentions.MapPut("/seen", SeeMentions).WithName(nameof(SeeMentions));
    }

    /// <summary>Gets the messages that mention the user or answer one of the user's. The header `Unread-Mentions`, which answers to the signed-in bear, tells of new ones.</summary>
    /// <response code="200">A page of messages.</response>
    /// <response code="400">The limit or the cursor is no good.</response>
    internal static async Task<Results<Ok<Page<PostedMessage>>, ProblemHttpResult>> GetMentions(
        [AsParameters] PageQuery query,
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

        var mentions = db
            .Mentions.Where(m => m.UserId == me.Id && !m.Message.Flagged)
            .WithoutHidden(db, me, m => m.Message.AuthorId)
            .Window(page)
            .Select(m => m.Message);
        return await MessagePage.OfAsync(http, page, mentions, avatars, ct);
    }

    /// <summary>Notes how far the mentions are read. Going back is not possible, and no error.</summary>
    /// <response code="204">These and all before are read.</response>
    /// <response code="400">`upTo` is missing.</response>
    internal static async Task<Results<NoContent, ProblemHttpResult>> SeeMentions(
        MentionsSeen seen,
        CurrentUser me,
        MiniTwitDb db,
        CancellationToken ct
    )
    {
        if (seen.UpTo is not { } upTo)
        {
            return Problems.Invalid("upTo has to be a message's id");
        }

        await db.Database.ExecuteOnceAsync(
            $"""
            UPDATE users SET mentions_seen_to = {upTo}
            WHERE id = {me.Id} AND mentions_seen_to < {upTo} AND {upTo} <= (SELECT max(message_id) FROM mentions WHERE user_id = {me.Id})
            """,
            ct
        );
        return TypedResults.NoContent();
    }
}
