using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Net.Http.Headers;
using MiniTwit.ApiService.Data;
using MiniTwit.ApiService.Errors;
using MiniTwit.ApiService.Limits;
using MiniTwit.ApiService.Messages;
using MiniTwit.ApiService.Requests;
using MiniTwit.ApiService.Security;

namespace MiniTwit.ApiService.Users;

/// <summary>Everything of one's own as one file.</summary>
internal static class ExportApi
{
    // What is in memory of an export at once, and how long it has a connection of its share: some milliseconds at a time.
    private const int Batch = 500;

    public static void MapExport(this IEndpointRouteBuilder routes) =>
        routes
            .MapGroup("/me")
            .WithTags("Me")
            .WithMetadata(Share.Accounts)
            .RequireAuthorization(Policies.Bearer)
            // How long a client takes to fetch all this says nothing about how quick we are.
            .DisableHttpMetrics()
            .MapGet("/export", GetExport)
            .WithName(nameof(GetExport))
            .Produces<Export>()
            .ProducesProblem(StatusCodes.Status429TooManyRequests);

    /// <summary>Gets all that the user gave, as one file. A few times a day.</summary>
    /// <response code="200">The file, sent while it is read from the database. It is no snapshot: what changes meanwhile may be in it or not.</response>
    /// <response code="429">The user had it too often today.</response>
    internal static async Task<Results<JsonHttpResult<Export>, ProblemHttpResult>> GetExport(
        CurrentUser me,
        [FromKeyedServices(LimitSetup.Exports)] Quota quota,
        MiniTwitDb db,
        Avatars avatars,
        TimeProvider time,
        HttpContext http,
        CancellationToken ct
    )
    {
        quota.Take(me.Id.ToString(CultureInfo.InvariantCulture));
        var now = time.GetUtcNow();
        var open = OwnSessionsApi.OpenAt(now, db, me);
        var user = await db.Users.Where(u => u.Id == me.Id).Select(u => new { User = u, Sessions = open.ToList() }).FirstOrDefaultAsync(ct);
        if (user is not { User: var own, Sessions: var sessions })
        {
            return Problems.AccountDeleted();
        }

        var headers = http.Response.GetTypedHeaders();
        headers.CacheControl = new() { NoStore = true };
        headers.ContentDisposition = new ContentDispositionHeaderValue("attachment") { FileName = "minitwit.json" };
        var readers = HeadRequests.IsHead(http) ? null : new Lists(db, me.Id, now - Deletion.Regret, ct);
        return TypedResults.Json(
            new Export(
                now,
                own.Name,
                own.Email,
                own.CreatedAt,
                own.DisplayName,
                own.Bio,
                avatars.Of(own.Email, own.Avatar),
                own.Avatar is not null,
                OwnSessionsApi.Told(sessions, me),
                readers?.Messages() ?? AsyncEnumerable.Empty<ExportedMessage>(),
                readers?.DeletedMessages() ?? AsyncEnumerable.Empty<ExportedMessage>(),
                readers?.Following() ?? AsyncEnumerable.Empty<string>(),
                readers?.Followers() ?? AsyncEnumerable.Empty<string>(),
                readers?.Hidden(isMute: false) ?? AsyncEnumerable.Empty<string>(),
                readers?.Hidden(isMute: true) ?? AsyncEnumerable.Empty<string>()
            )
        );
    }

    /// <summary>The long ones, each read in batches by its key as somebody takes what is in it.</summary>
    private sealed class Lists(MiniTwitDb db, long userId, DateTimeOffset deletedSince, CancellationToken ct)
    {
        public IAsyncEnumerable<ExportedMessage> Messages() =>
            ReadAsync(
                before =>
                    db.Messages.Where(m => m.AuthorId == userId && m.Id < before)
                        .OrderByDescending(m => m.Id)
                        .Select(m => new ExportedMessage(m.Id, m.Text, m.PostedAt, m.ReplyToId, m.Flagged, null)),
                message => message.Id,
                ct
            );

        public IAsyncEnumerable<ExportedMessage> DeletedMessages() =>
            ReadAsync(
                before =>
                    db.DeletedMessages.Where(m => m.AuthorId == userId && m.DeletedAt >= deletedSince && m.Id < before)
                        .OrderByDescending(m => m.Id)
                        .Select(m => new ExportedMessage(m.Id, m.Text, m.PostedAt, m.ReplyToId, m.Flagged, m.DeletedAt)),
                message => message.Id,
                ct
            );

        public IAsyncEnumerable<string> Following() =>
            ReadAsync(
                    before =>
                        db.Follows.Where(f => f.FollowerId == userId && f.Id < before)
                            .OrderByDescending(f => f.Id)
                            .Select(f => new Named(f.Id, f.Followee.Name)),
                    follow => follow.Id,
                    ct
                )
                .Select(follow => follow.Name);

        public IAsyncEnumerable<string> Followers() =>
            ReadAsync(
                    before =>
                        db.Follows.Where(f => f.FolloweeId == userId && f.Id < before)
                            .OrderByDescending(f => f.Id)
                            .Select(f => new Named(f.Id, f.Follower.Name)),
                    follow => follow.Id,
                    ct
                )
                .Select(follow => follow.Name);

        public IAsyncEnumerable<string> Hidden(bool isMute) =>
            ReadAsync(
                    before =>
                        db.Blocks.Where(b => b.UserId == userId && b.IsMute == isMute && b.Id < before)
                            .OrderByDescending(b => b.Id)
                            .Select(b => new Named(b.Id, b.Other.Name)),
                    block => block.Id,
                    ct
                )
                .Select(block => block.Name);

        private static async IAsyncEnumerable<T> ReadAsync<T>(
            Func<long, IQueryable<T>> before,
            Func<T, long> id,
            [EnumeratorCancellation] CancellationToken ct
        )
        {
            List<T> batch;
            var last = long.MaxValue;
            do
            {
                batch = await before(last).Take(Batch).ToListAsync(ct);
                foreach (var row in batch)
                {
                    last = id(row);
                    yield return row;
                }
            } while (batch.Count == Batch);
        }
    }

    private sealed record Named(long Id, string Name);
}
