using Microsoft.AspNetCore.Http.HttpResults;

namespace MiniTwit.Web.Avatars;

internal static class AvatarEndpoint
{
    private static readonly string[] Reads = [HttpMethods.Get, HttpMethods.Head];

    public static void MapAvatars(this WebApplication app) => app.MapMethods("/avatars/{file}", Reads, Draw);

    /// <summary>The identicon of an e-mail's hash; the same hash has the same picture for ever.</summary>
    private static Results<ContentHttpResult, NotFound> Draw(string file, HttpResponse response)
    {
        var hash = file.EndsWith(".svg", StringComparison.Ordinal) ? file[..^4] : "";
        if (hash.Length is not (16 or 64) || !hash.All(char.IsAsciiHexDigitLower))
        {
            return TypedResults.NotFound();
        }

        response.Headers.CacheControl = "public, max-age=31536000, immutable";
        return TypedResults.Content(Identicon.Draw(hash), "image/svg+xml");
    }
}
