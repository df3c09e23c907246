namespace MiniTwit.ApiService.Security;

/// <summary>Keeps answers out of caches: nothing that was asked for with a credential is stored, everything else is asked for anew.</summary>
internal sealed class CachePolicy(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        context.Response.OnStarting(
            static state =>
            {
                var (request, headers) = (((HttpContext)state).Request, ((HttpContext)state).Response.Headers);
                if (string.IsNullOrEmpty(headers.CacheControl))
                {
                    headers.CacheControl = request.Headers.Authorization.Count > 0 ? "no-store" : "no-cache";
                }

                return Task.CompletedTask;
            },
            context
        );
        return next(context);
    }
}
