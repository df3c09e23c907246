using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Timeouts;

namespace MiniTwit.ApiService.Errors;

/// <summary>
/// One deadline for a request and all that it waits for, be it one statement or three: then it is cancelled and answered 503, which is
/// still within five seconds. An answer that has begun is not cut off, however slowly its client reads.
/// </summary>
internal static class Deadline
{
    private static readonly TimeSpan AtMost = TimeSpan.FromSeconds(4.5);

    public static void AddDeadline(this WebApplicationBuilder builder) =>
        builder.Services.AddRequestTimeouts(options =>
            options.DefaultPolicy = new()
            {
                Timeout = AtMost,
                TimeoutStatusCode = StatusCodes.Status503ServiceUnavailable,
                WriteTimeoutResponse = AnswerAsync,
            }
        );

    /// <summary>Inside of the exception handler, to which a request cancelled here would look like one whose client has gone.</summary>
    public static void UseDeadline(this WebApplication app)
    {
        app.UseRequestTimeouts();
        app.Use(
            (http, next) =>
            {
                http.Response.OnStarting(() =>
                {
                    http.Features.Get<IHttpRequestTimeoutFeature>()?.DisableTimeout();
                    return Task.CompletedTask;
                });
                return next(http);
            }
        );
    }

    private static async Task AnswerAsync(HttpContext http)
    {
        // As the exception handler's middleware says it: what was said before is cleared by then.
        http.Response.Headers.CacheControl = "no-cache,no-store";
        var late = new BusyException("the request's time is over");
        foreach (var handler in http.RequestServices.GetServices<IExceptionHandler>())
        {
            if (await handler.TryHandleAsync(http, late, http.RequestAborted))
            {
                return;
            }
        }
    }
}
