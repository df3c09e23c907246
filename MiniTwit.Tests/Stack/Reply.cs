using System.Net;
using System.Text.Json;

namespace MiniTwit.Tests.Stack;

/// <summary>An answer, read to its end.</summary>
internal sealed record Reply(HttpStatusCode Status, string Body, string? ContentType, IReadOnlyDictionary<string, string> Headers)
{
    public JsonElement Json => JsonElement.Parse(Body);

    /// <summary>The text that a problem of the public API holds for a person.</summary>
    public string? Detail => Json.GetProperty("detail").GetString();

    public string? Header(string name) => Headers.GetValueOrDefault(name);

    public override string ToString() => $"{(int)Status} {ContentType} {Body}";

    public static async Task<Reply> ReadAsync(HttpResponseMessage response, CancellationToken cancellation) =>
        new(
            response.StatusCode,
            await response.Content.ReadAsStringAsync(cancellation),
            response.Content.Headers.ContentType?.MediaType,
            response.Headers.ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase)
        );
}
