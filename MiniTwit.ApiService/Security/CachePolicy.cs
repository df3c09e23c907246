namespace MiniTwit.ApiService.Security;

/// <summary>
/// Keeps answers out of caches: nothing that was asked for with a credential is stored, everything else is asked for anew. What an endpoint
/// says itself stays; what handles errors clears this, and says that nothing is stored.
/// </summary>
internal sealed class CachePolicy(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        context.Response.Headers.CacheControl = context.Request.Headers.Authorization.Count > 0 ? "no-store" : "no-cache";
        return next(context);
    }
}
