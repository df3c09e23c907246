namespace MiniTwit.ApiService.Users;

/// <summary>
/// Names that are routes or files of the site, where <c>/{username}</c> is a user's page. They count as taken, as do a few
/// that routes may need some day.
/// </summary>
internal static class ReservedNames
{
    /// <summary>In the form that names are compared in.</summary>
    public static readonly string[] Folded =
    [
        .. new[]
        {
            ".",
            "..",
            ".well-known",
            "public",
            "login",
            "logout",
            "register",
            "add_message",
            "follow",
            "unfollow",
            "settings",
            "avatars",
            "avatar",
            "search",
            "feed",
            "about",
            "help",
            "privacy",
            "terms",
            "account",
            "me",
            "messages",
            "message",
            "users",
            "user",
            "timeline",
            "timelines",
            "latest",
            "msgs",
            "fllws",
            "api",
            "internal",
            "health",
            "metrics",
            "openapi",
            "scalar",
            "swagger",
            "error",
            "errors",
            "admin",
            "status",
            "css",
            "js",
            "img",
            "images",
            "lib",
            "fonts",
            "static",
            "assets",
            "favicon.ico",
            "favicon.svg",
            "robots.txt",
            "sitemap.xml",
            "manifest.json",
            "manifest.webmanifest",
            "site.webmanifest",
            "apple-touch-icon.png",
            "sw.js",
            "service-worker.js",
        }.Select(UserName.Normalize),
    ];
}
