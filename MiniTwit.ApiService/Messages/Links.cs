namespace MiniTwit.ApiService.Messages;

/// <summary>Addresses in texts.</summary>
internal static class Links
{
    /// <summary>The address to link to, or null for what is none or poses as another: <c>https://a.example@b.example</c> leads to the latter.</summary>
    public static string? Parse(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
        && uri is { Host.Length: > 0, UserInfo: "" }
            ? uri.AbsoluteUri
            : null;
}
