using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using MiniTwit.ApiService.Blocks;
using MiniTwit.ApiService.Data;
using MiniTwit.ApiService.Errors;
using MiniTwit.ApiService.Messages;
using MiniTwit.ApiService.Paging;
using MiniTwit.ApiService.Users;

namespace MiniTwit.ApiService.Tags;

/// <summary>What was said under a tag.</summary>
internal static class TagsApi
{
    public static void MapTags(this IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/tags/{tag}/messages", GetTagged)
            .WithName(nameof(GetTagged))
            .WithTags("Tags")
            .WithMetadata(Share.Messages)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound);

    /// <summary>Gets the messages with a tag, whatever its case.</summary>
    /// <response code="200">A page of messages; none where nobody has used the tag.</response>
    /// <response code="400">The limit or the cursor is no good.</response>
    /// <response code="404">That cannot be a tag: it has up to 64 letters, digits and underscores, and at least one letter.</response>
    internal static async Task<Results<Ok<Page<PostedMessage>>, ProblemHttpResult>> GetTagged(
        string tag,
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

        if (tag.Length == 0 || Marks.TagLength(tag, 0) != tag.Length)
        {
            return Problems.NoSuchTag();
        }

        var tagged = db
            .MessageTags.FromSql($"SELECT * FROM message_tags WHERE tag = normalize({Normalize(tag)}, NFKC)")
            .Where(t => !t.Message.Flagged)
            .WithoutHidden(db, reader, t => t.Message.AuthorId)
            .Window(page)
            .Select(t => t.Message);
        return await MessagePage.OfAsync(http, page, tagged, avatars, ct);
    }

    /// <summary>The tag without regard to case; the rest is the database's, as with names.</summary>
    public static string Normalize(string tag) => tag.ToLowerInvariant();
}
