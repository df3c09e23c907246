using Microsoft.EntityFrameworkCore;
using MiniTwit.ApiService.Data;
using MiniTwit.ApiService.Telemetry;
using MiniTwit.ApiService.Users;

namespace MiniTwit.ApiService.Messages;

/// <summary>Posts a message once, however often the request is repeated with the same key.</summary>
internal static class PostMessage
{
    private const int MaxKeyLength = 64;

    public static bool IsKey(string key) => key.Length is > 0 and <= MaxKeyLength && key.All(c => c is > ' ' and <= '~');

    public static async Task<MessageRow?> PostAsync(
        MiniTwitDb db,
        MiniTwitMetrics metrics,
        CurrentUser author,
        string text,
        string? key,
        CancellationToken ct
    )
    {
        // Without a key of the client's the message gets one all the same: the query below may be tried again after a lost reply.
        key ??= Guid.CreateVersion7().ToString("N");
        var inserted = await db
            .Database.SqlQuery<long>(
                $"""
                INSERT INTO messages (author_id, text, idempotency_key) VALUES ({author.Id}, {text}, {key})
                ON CONFLICT (author_id, idempotency_key) WHERE idempotency_key IS NOT NULL DO NOTHING
                RETURNING id
                """
            )
            .ToListAsync(ct);
        if (inserted.Count > 0)
        {
            metrics.MessagesPosted.Add(1);
        }

        return await db
            .Messages.Where(m => m.AuthorId == author.Id && m.IdempotencyKey == key)
            .Select(MessageRow.Of)
            .FirstOrDefaultAsync(ct);
    }
}
