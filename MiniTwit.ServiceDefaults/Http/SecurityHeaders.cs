using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace MiniTwit.ServiceDefaults.Http;

/// <summary>Headers that tell browsers what these answers may never do. What an endpoint sets itself stays.</summary>
internal static class SecurityHeaders
{
    private const string ContentSecurityPolicy =
        "default-src 'none'; style-src 'self'; img-src 'self' data:; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private const string TransportSecurity = "max-age=31536000; includeSubDomains";

    public static void UseSecurityHeaders(this WebApplication app)
    {
        Func<object, Task> setHeaders = app.Environment.IsDevelopment() ? SetHeaders : SetHeadersInProduction;
        app.Use(
            (context, next) =>
            {
                // At the start of the answer, since error handlers clear the headers set before: the framework's own HSTS is lost so.
                context.Response.OnStarting(setHeaders, context);
                return next(context);
            }
        );
    }

    private static Task SetHeadersInProduction(object state)
    {
        var context = (HttpContext)state;
        if (context.Request.IsHttps)
        {
            context.Response.Headers.TryAdd("Strict-Transport-Security", TransportSecurity);
        }

        return SetHeaders(context);
    }

    private static Task SetHeaders(object state)
    {
        var headers = ((HttpContext)state).Response.Headers;
        headers.TryAdd("Content-Security-Policy", ContentSecurityPolicy);
        headers.TryAdd("X-Content-Type-Options", "nosniff");
        headers.TryAdd("Referrer-Policy", "strict-origin-when-cross-origin");
        headers.TryAdd("Cross-Origin-Opener-Policy", "same-origin");
        headers.TryAdd("Permissions-Policy", "camera=(), geolocation=(), microphone=()");
        return Task.CompletedTask;
    }
}
