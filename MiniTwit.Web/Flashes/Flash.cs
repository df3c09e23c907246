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

    public static bool IsIn(HttpRequest request) => request.Cookies.ContainsKey(CookieName);

    /// <summary>The name in that line, which may be empty, if it waits for the next page; else null.</summary>
    public static string? Waiting(HttpContext context, Notice notice) =>
        Parse(context.Request.Cookies[CookieName]) is var (waiting, name) && waiting == notice ? name : null;

    /// <summary>The line to show now, of this request or the one before; it is gone afterwards.</summary>
    public static Line? Take(HttpContext context)
    {
        if ((context.Items[CookieName] as string ?? context.Request.Cookies[CookieName]) is not { } value)
        {
            return null;
        }

        if (!context.Response.HasStarted)
        {
            context.Response.Cookies.Delete(CookieName, Options(context));
        }

        return Parse(value) is var (notice, name) && Text(notice, name) is { } text ? new(notice, text, name) : null;
    }

    private static (Notice Notice, string Name)? Parse(string? value) =>
        value?.Split(Separator) is [var kind, var encoded] && Enum.TryParse<Notice>(kind, out var notice) && Base64Url.IsValid(encoded)
            ? (notice, Encoding.UTF8.GetString(Base64Url.DecodeFromChars(encoded)))
            : null;

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
            Notice.Restored => "Your message is back",
            Notice.NotRestored => "It is too late to put that message back",
            Notice.Followed => $"You are now following \"{name}\"",
            Notice.Unfollowed => $"You are no longer following \"{name}\"",
            Notice.PasswordChanged => "Your password was changed",
            Notice.ProfileChanged => "Your profile was changed",
            Notice.AvatarChosen => "Your picture was changed",
            Notice.EmailChanged => "Your email address was changed",
            Notice.OneSessionEnded => "The session was ended",
            Notice.OtherSessionsEnded => "All other sessions were ended",
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
