namespace MiniTwit.Web.Security;

/// <summary>
/// Refuses to change anything for a browser that only looks ahead at an address its user may go to next. When the user does go there,
/// the browser throws the refusal away and asks again.
/// </summary>
internal sealed class PrefetchGuard(RequestDelegate next)
{
    // The standard's header, and what browsers sent before it.
    private static readonly string[] Headers = ["Sec-Purpose", "Purpose", "X-Purpose", "X-Moz"];
    private static readonly string[] Purposes = ["prefetch", "prerender", "preview"];

    public Task InvokeAsync(HttpContext context)
    {
        if (!StateChange.IsAskedFor(context) || !LooksAhead(context.Request.Headers))
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    }

    public static bool LooksAhead(IHeaderDictionary headers) =>
        Headers.Any(header => Purposes.Any(purpose => headers[header].ToString().Contains(purpose, StringComparison.OrdinalIgnoreCase)));
}
