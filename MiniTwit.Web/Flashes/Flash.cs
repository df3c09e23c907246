using System.Buffers.Text;
using System.Text;
using Microsoft.AspNetCore.Mvc.Localization;
using Microsoft.Extensions.Localization;
using MiniTwit.Web.Language;

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
    public static Line? Take(HttpContext context, IHtmlLocalizer<Texts> texts)
    {
        if ((context.Items[CookieName] as string ?? context.Request.Cookies[CookieName]) is not { } value)
        {
            return null;
        }

        if (!context.Response.HasStarted)
        {
            context.Response.Cookies.Delete(CookieName, Options(context));
        }

        return Parse(value) is var (notice, name) && Text(notice, name, texts) is { } text ? new(notice, text.Value, name) : null;
    }

    private static (Notice Notice, string Name)? Parse(string? value) =>
        value?.Split(Separator) is [var kind, var encoded] && Enum.TryParse<Notice>(kind, out var notice) && Base64Url.IsValid(encoded)
            ? (notice, Encoding.UTF8.GetString(Base64Url.DecodeFromChars(encoded)))
            : null;

    private static LocalizedString? Text(Notice notice, string name, IHtmlLocalizer<Texts> texts) =>
        notice switch
        {
            Notice.Registered => texts.GetString("You were successfully registered and can login now"),
            Notice.SignedIn => texts.GetString("You were logged in"),
            Notice.SignedOut => texts.GetString("You were logged out"),
            Notice.SessionEnded => texts.GetString("Your session has ended, please sign in again"),
            Notice.Recorded => texts.GetString("Your message was recorded"),
            Notice.NothingWritten => texts.GetString(NothingWritten),
            Notice.Deleted => texts.GetString("Your message was deleted"),
            Notice.Restored => texts.GetString("Your message is back"),
            Notice.NotRestored => texts.GetString("It is too late to put that message back"),
            Notice.Followed => texts.GetString("You are now following \"{0}\"", name),
            Notice.Unfollowed => texts.GetString("You are no longer following \"{0}\"", name),
            Notice.Blocked => texts.GetString("You have blocked \"{0}\"", name),
            Notice.Unblocked => texts.GetString("You no longer block \"{0}\"", name),
            Notice.Muted => texts.GetString("You have muted \"{0}\"", name),
            Notice.Unmuted => texts.GetString("You no longer mute \"{0}\"", name),
            Notice.PasswordChanged => texts.GetString("Your password was changed"),
            Notice.PasswordReset => texts.GetString("Your password was changed, please sign in with it"),
            Notice.ProfileChanged => texts.GetString("Your profile was changed"),
            Notice.AvatarChosen => texts.GetString("Your picture was changed"),
            Notice.EmailChanged => texts.GetString("Your email address was changed"),
            Notice.OneSessionEnded => texts.GetString("The session was ended"),
            Notice.OtherSessionsEnded => texts.GetString("All other sessions were ended"),
            Notice.AccountDeleted => texts.GetString("Your account was deleted"),
            Notice.Reported => texts.GetString("Thank you, the message was reported"),
            Notice.Hidden => texts.GetString("The message is hidden"),
            Notice.Unhidden => texts.GetString("The message is no longer hidden"),
            Notice.Dismissed => texts.GetString("The reports were dismissed"),
            Notice.Suspended => texts.GetString("The user is suspended"),
            Notice.Unsuspended => texts.GetString("The user is no longer suspended"),
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
