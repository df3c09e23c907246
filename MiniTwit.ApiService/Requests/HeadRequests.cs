namespace MiniTwit.ApiService.Requests;

/// <summary>
/// A HEAD is answered as its GET would be; the server leaves the body out. Not as a method of each route's own: the OpenAPI document
/// would list every GET twice.
/// </summary>
internal static class HeadRequests
{
    /// <summary>Whether what is answered as a GET was asked for by HEAD, so that nobody waits for a body.</summary>
    public static bool IsHead(HttpContext context) => context.Items.ContainsKey(typeof(HeadRequests));

    /// <summary>Comes before routing.</summary>
    public static void UseHeadRequests(this WebApplication app) =>
        app.Use(
            async (context, next) =>
            {
                var (request, response) = (context.Request, context.Response);
                var method = request.Method;
                response.OnStarting(static state => AddHead((HttpResponse)state), response);
                if (HttpMethods.IsHead(method))
                {
                    request.Method = HttpMethods.Get;
                    context.Items[typeof(HeadRequests)] = true;
                }

                try
                {
                    await next(context);
                }
                finally
                {
                    // Logs and metrics tell what was asked for.
                    request.Method = method;
                }
            }
        );

    private static Task AddHead(HttpResponse response)
    {
        if (response.StatusCode == StatusCodes.Status405MethodNotAllowed)
        {
            response.Headers.Allow = response.Headers.Allow.ToString().Replace("GET", "GET, HEAD", StringComparison.Ordinal);
        }

        return Task.CompletedTask;
    }
}
