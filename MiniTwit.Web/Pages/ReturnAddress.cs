using Microsoft.AspNetCore.Http.HttpResults;

namespace MiniTwit.Web.Pages;

/// <summary>A page of ours that a form or a link leads back to, as the parameter <c>return</c> of its address says.</summary>
internal static class ReturnAddress
{
    public const string LoginPath = "/login";

    private const string Parameter = "return";

    // More than the longest address of a page: of a list with a cursor, of a user with the longest name.
    private const int MaxLength = 8_000;

    // What a GET makes happen, as clients do it. Nobody has a name like these.
    private static readonly string[] Acts = ["follow", "unfollow", "logout"];

    /// <summary>The page that the request is to lead back to; null where it names none that a browser may be sent to.</summary>
    public static string? Of(HttpRequest request) => request.Query[Parameter] is [{ } address] && IsPage(address) ? address : null;

    /// <summary>The address of the page that is asked for; null where it is none to come back to.</summary>
    public static string? Here(HttpRequest request) =>
        request.PathBase.Add(request.Path).ToUriComponent() + request.QueryString.ToUriComponent() is var here && IsPage(here)
            ? here
            : null;

    /// <summary>The address to sign in at, and to come back from to that page.</summary>
    public static string Login(string page) => LoginPath + Query(page);

    /// <summary>What to add to an address on the way there, so that it is not forgotten.</summary>
    public static string Kept(HttpRequest request) => Of(request) is { } page ? Query(page) : "";

    /// <summary>What to add to the address of an act, so that it leads back to the page that is asked for.</summary>
    public static string BackHere(HttpRequest request) => Here(request) is { } here ? Query(here) : "";

    private static string Query(string page) => $"?{Parameter}={Uri.EscapeDataString(page)}";

    private static bool IsPage(string address)
    {
        if (address.Length > MaxLength || !RedirectHttpResult.IsLocalUrl(address) || !address.All(c => c is > ' ' and <= '~' and not '\\'))
        {
            return false;
        }

        // Taken apart as by the routing. Browsers would resolve dots, and so come to somewhere else.
        var segments = Uri.UnescapeDataString(address.Split('?', '#')[0]).Split('/', '\\');
        return address[0] == '/'
            && !segments.Any(segment => segment is "." or "..")
            && !Acts.Contains(segments.LastOrDefault(segment => segment.Length > 0), StringComparer.OrdinalIgnoreCase);
    }
}
