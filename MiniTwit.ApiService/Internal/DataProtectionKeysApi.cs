using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using MiniTwit.ApiService.Data;
using MiniTwit.ApiService.Errors;
using MiniTwit.ApiService.Text;

namespace MiniTwit.ApiService.Internal;

internal sealed record StoredKey(string FriendlyName, string Xml);

internal sealed record KeyToStore(string? Xml);

internal static class DataProtectionKeysApi
{
    private const int MaxXmlBytes = 64 * 1024;
    private const int MaxBodyBytes = 4 * MaxXmlBytes; // the same XML escaped for JSON
    private const int MaxKeys = 1_000; // a key lasts 90 days

    public static void MapDataProtectionKeys(this IEndpointRouteBuilder routes)
    {
        var keys = routes.MapGroup("/data-protection-keys");
        keys.MapGet("/", GetKeys);
        keys.MapPut("/{friendlyName}", PutKey).WithMetadata(new RequestSizeLimitAttribute(MaxBodyBytes));
    }

    internal static async Task<Ok<List<StoredKey>>> GetKeys(MiniTwitDb db, CancellationToken ct) =>
        TypedResults.Ok(
            await db
                .DataProtectionKeys.OrderBy(k => k.FriendlyName)
                .Take(MaxKeys)
                .Select(k => new StoredKey(k.FriendlyName, k.Xml))
                .ToListAsync(ct)
        );

    internal static async Task<Results<NoContent, ProblemHttpResult>> PutKey(
        string friendlyName,
        KeyToStore key,
        MiniTwitDb db,
        CancellationToken ct
    )
    {
        if (friendlyName.Length > DataProtectionKey.MaxNameLength || !PlainText.IsStorable(friendlyName))
        {
            return Problems.Invalid("The name is too long or cannot be stored");
        }

        if (string.IsNullOrEmpty(key.Xml) || !PlainText.IsStorable(key.Xml) || Encoding.UTF8.GetByteCount(key.Xml) > MaxXmlBytes)
        {
            return Problems.Invalid("The XML is missing, too long or cannot be stored");
        }

        await db.Database.ExecuteOnceAsync(
            $"""
            INSERT INTO data_protection_keys (friendly_name, xml) VALUES ({friendlyName}, {key.Xml})
            ON CONFLICT (friendly_name) DO UPDATE SET xml = excluded.xml
            """,
            ct
        );
        return TypedResults.NoContent();
    }
}
