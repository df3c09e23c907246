using System.Buffers.Text;
using System.Text;

namespace MiniTwit.Web.Flashes;

/// <summary>
/// One line for the next page, carried over the redirect by a cookie. The cookie holds which line, not the words:
/// whoever manages to set it can show nothing but these sentences.
/// </summary>
internal static class Flash
{
    /// <summary>What the API says of a message too.</summary>
    public const string NothingWritten = "You have to enter a message";

    private const string CookieName = "minitwit.flash";
    private const char Separator = '~';

    // Browsers drop a cookie of more than 4,096 bytes. A name has up to some 2,400, which escaping would make three times as many.
    public static void Set(HttpContext context, Notice notice, string name = "")
    {
        var value = $"{notice}{Separator}{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(name))}";
        context.Items[CookieName] = value;
        context.Response.Cookies.Append(CookieName, value, Options(context));
    }

    /// <summary>That line waits for the next page.</summary>
    public static bool Waits(HttpContext context, Notice notice) =>
        context.Request.Cookies[CookieName]?.StartsWith($"{notice}{Separator}", StringComparison.Ordinal) ?? false;

    /// <summary>The line to show now, of this request or the one before; it is gone afterwards.</summary>
    public static (Notice Notice, string Text)? Take(HttpContext context)
    {
        if ((context.Items[CookieName] as string ?? context.Request.Cookies[CookieName]) is not { } value)
        {
            return null;
        }

        if (!context.Response.HasStarted)
        {
            context.Response.Cookies.Delete(CookieName, Options(context));
        }

        return
            value.Split(Separator) is [var kind, var encoded]
            && Enum.TryParse<Notice>(kind, out var notice)
            && Base64Url.IsValid(encoded)
            && Text(notice, Encoding.UTF8.GetString(Base64Url.DecodeFromChars(encoded))) is { } text
            ? (notice, text)
            : null;
    }

    private static string? Text(Notice notice, string name) =>
        notice switch
        {
            Notice.Registered => "You were successfully registered and can login now",
            Notice.SignedIn => "You were logged in",
            Notice.SignedOut => "You were logged out",
            Notice.SessionEnded => "Your session has ended, please sign in again",
            Notice.Recorded => "Your message was recorded",
            Notice.NothingWritten => NothingWritten,
            Notice.Deleted => "Your message was deleted",
            Notice.Followed => $"You are now following \"{name}\"",
            Notice.Unfollowed => $"You are no longer following \"{name}\"",
            Notice.PasswordChanged => "Your password was changed",
            Notice.AccountDeleted => "Your account was deleted",
            _ => null,
        };

    private static CookieOptions Options(HttpContext context) =>
        new()
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Lax,
            Secure = context.Request.IsHttps,
            MaxAge = TimeSpan.FromMinutes(5),
        };
}
