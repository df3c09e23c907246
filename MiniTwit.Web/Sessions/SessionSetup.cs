using Microsoft.AspNetCore.Authentication.Cookies;
using MiniTwit.Web.Security;

namespace MiniTwit.Web.Sessions;

internal static class SessionSetup
{
    public const string CookieName = "minitwit.session";

    public static bool IsIn(HttpRequest request) => request.Cookies.ContainsKey(CookieName);

    public static void AddSessions(this IServiceCollection services)
    {
        services.AddHttpContextAccessor();
        services.AddScoped<Session>();
        services.AddAuthorization();
        services
            .AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme)
            .AddCookie(options =>
            {
                options.Cookie.Name = CookieName;
                options.Cookie.HttpOnly = true;
                options.Cookie.SameSite = SameSiteMode.Lax;
                // Plain http is served too (a local run); behind TLS the forwarded scheme makes the cookie secure.
                options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
                options.ExpireTimeSpan = TimeSpan.FromDays(14);
                options.SlidingExpiration = true;
                // Clients rely on 401 and 403, not on a detour to the sign-in page.
                options.Events.OnRedirectToLogin = context => Answer(context.HttpContext, SignedOutStatus(context.HttpContext));
                options.Events.OnRedirectToAccessDenied = context => Answer(context.HttpContext, StatusCodes.Status403Forbidden);
            });
    }

    // A cookie that nobody can read for want of keys is no reason to tell somebody that they are signed out.
    private static int SignedOutStatus(HttpContext context) =>
        IsIn(context.Request) && context.RequestServices.GetRequiredService<ApiKeyRepository>().Failing
            ? StatusCodes.Status503ServiceUnavailable
            : StatusCodes.Status401Unauthorized;

    private static Task Answer(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }
}
