namespace MiniTwit.Web.Security;

internal static class ScriptSource
{
    /// <summary>
    /// Lets pages run the site's own script files, and those talk to the site; nothing else is allowed either. Call it before the service
    /// defaults.
    /// </summary>
    public static void UseScriptSource(this WebApplication app) =>
        app.Use(
            (context, next) =>
            {
                // What is registered first runs last: by then the service defaults have written their policy.
                context.Response.OnStarting(static state => Widen((HttpResponse)state), context.Response);
                return next(context);
            }
        );

    private static Task Widen(HttpResponse response)
    {
        var policy = response.Headers.ContentSecurityPolicy.ToString();
        if (response.ContentType?.StartsWith("text/html", StringComparison.Ordinal) == true && !policy.Contains("script-src"))
        {
            response.Headers.ContentSecurityPolicy = policy + "; script-src 'self'; connect-src 'self'";
        }

        return Task.CompletedTask;
    }
}
