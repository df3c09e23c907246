namespace MiniTwit.ApiService.Requests;

/// <summary>
/// A HEAD is answered as its GET would be; the server leaves the body out. Not as a method of each route's own: the OpenAPI document
/// would list every GET twice.
/// </summary>
internal static class HeadRequests
{
    /// <summary>Comes before routing.</summary>
    public static void UseHeadRequests(this WebApplication app) =>
        app.Use(
            async (context, next) =>
            {
                var (request, response) = (context.Request, context.Response);
                var method = request.Method;
                if (HttpMethods.IsHead(method))
                {
                    request.Method = HttpMethods.Get;
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

                if (response is { StatusCode: StatusCodes.Status405MethodNotAllowed, HasStarted: false })
                {
                    response.Headers.Allow = response.Headers.Allow.ToString().Replace("GET", "GET, HEAD", StringComparison.Ordinal);
                }
            }
        );
}
