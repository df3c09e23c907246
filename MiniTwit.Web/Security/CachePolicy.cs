using Microsoft.Net.Http.Headers;
using MiniTwit.Web.Sessions;

namespace MiniTwit.Web.Security;

/// <summary>Keeps pages out of caches: nothing of a signed-in user is stored, everything else is asked for anew.</summary>
internal sealed class CachePolicy(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        context.Response.OnStarting(
            static state =>
            {
                var (request, headers) = (((HttpContext)state).Request, ((HttpContext)state).Response.Headers);
                var mine = SessionSetup.IsIn(request) || headers.SetCookie.Count > 0;
                if (string.IsNullOrEmpty(headers.CacheControl) || mine && !IsForEver(headers.CacheControl.ToString()))
                {
                    headers.CacheControl = mine ? "no-store" : "no-cache";
                    headers.Append(HeaderNames.Vary, "Cookie, Accept-Language");
                }

                return Task.CompletedTask;
            },
            context
        );
        return next(context);
    }

    // Style sheet, icon and avatars are the same for everybody.
    private static bool IsForEver(string cacheControl) => cacheControl.Contains("max-age", StringComparison.Ordinal);
}
