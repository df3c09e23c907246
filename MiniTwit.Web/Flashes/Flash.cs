namespace MiniTwit.Web.Flashes;

/// <summary>
/// One line for the next page, carried over the redirect by a cookie. The cookie holds which line, not the words:
/// whoever manages to set it can show nothing but these sentences.
/// </summary>
internal static class Flash
{
    private const string CookieName = "minitwit.flash";

    public static void Set(HttpContext context, Notice notice, string name = "")
        => context.Response.Cookies.Append(CookieName, $"{notice}.{Uri.EscapeDataString(name)}", Options(context));

    /// <summary>The text to show now; it is gone afterwards.</summary>
    public static string? Take(HttpContext context)
    {
        if (context.Request.Cookies[CookieName] is not { } value) return null;
        if (!context.Response.HasStarted) context.Response.Cookies.Delete(CookieName, Options(context));
        var parts = value.Split('.', 2);
        return parts.Length == 2 && Enum.TryParse<Notice>(parts[0], out var notice) ? Text(notice, Uri.UnescapeDataString(parts[1])) : null;
    }

    private static string? Text(Notice notice, string name) => notice switch
    {
        Notice.Registered => "You were successfully registered and can login now",
        Notice.SignedIn => "You were logged in",
        Notice.SignedOut => "You were logged out",
        Notice.SessionEnded => "Your session has ended, please sign in again",
        Notice.Recorded => "Your message was recorded",
        Notice.Deleted => "Your message was deleted",
        Notice.Followed => $"You are now following \"{name}\"",
        Notice.Unfollowed => $"You are no longer following \"{name}\"",
        Notice.PasswordChanged => "Your password was changed",
        Notice.AccountDeleted => "Your account was deleted",
        _ => null,
    };

    private static CookieOptions Options(HttpContext context) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        Secure = context.Request.IsHttps,
        MaxAge = TimeSpan.FromMinutes(5),
    };
}
