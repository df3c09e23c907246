using System.Net.Http.Headers;

namespace MiniTwit.ApiService.Security;

internal static class BearerToken
{
    /// <summary>The bearer token that a request carries, or null.</summary>
    public static string? SentWith(HttpRequest request) =>
        AuthenticationHeaderValue.TryParse(request.Headers.Authorization, out var header)
        && header.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase)
            ? header.Parameter ?? ""
            : null;
}
