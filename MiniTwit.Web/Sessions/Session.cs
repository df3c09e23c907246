using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using MiniTwit.Web.Api;

namespace MiniTwit.Web.Sessions;

/// <summary>Who is signed in, as the request's cookie says.</summary>
internal sealed class Session(IHttpContextAccessor accessor)
{
    private const string TokenClaim = "api_token";

    // The framework reads the request's cookie once, and goes by it again when an error page is made.
    private bool _ended;

    private ClaimsPrincipal? User => _ended ? null : accessor.HttpContext?.User;

    /// <summary>The signed-in user's name; null when signed out.</summary>
    public string? Username => User?.Identity is { IsAuthenticated: true, Name: { } name } ? name : null;

    /// <summary>The API's bearer token.</summary>
    public string? Token => User?.FindFirstValue(TokenClaim);

    /// <summary>How many mentions are new, as the API last said.</summary>
    public int UnreadMentions { get; set; }

    /// <summary>Whether the reader is an administrator, as the API last said.</summary>
    public bool IsAdministrator { get; set; }

    public bool Is(string username) => string.Equals(Username, username, StringComparison.OrdinalIgnoreCase);

    public static Task BeginAsync(HttpContext context, NewSession session)
    {
        var claims = new[] { new Claim(ClaimTypes.Name, session.Username), new Claim(TokenClaim, session.Token) };
        var identity = new ClaimsIdentity(claims, CookieAuthenticationDefaults.AuthenticationScheme);
        return context.SignInAsync(new ClaimsPrincipal(identity), new AuthenticationProperties { IsPersistent = true });
    }

    /// <summary>As its user wants it: what the script kept in the browser goes too. Cookies stay, for one of them brings the flash.</summary>
    public Task LeaveAsync(HttpContext context)
    {
        context.Response.Headers["Clear-Site-Data"] = "\"storage\"";
        return EndAsync(context);
    }

    /// <summary>Forgets the session here; ending it at the API is a call of its own.</summary>
    public Task EndAsync(HttpContext context)
    {
        _ended = true;
        return context.SignOutAsync();
    }
}
