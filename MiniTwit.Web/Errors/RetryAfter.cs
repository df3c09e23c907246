using System.Globalization;
using MiniTwit.Web.Api;

namespace MiniTwit.Web.Errors;

internal static class RetryAfter
{
    private static readonly TimeSpan Usual = TimeSpan.FromSeconds(5);

    /// <summary>Every page that asks to try again later says when: as the API said, or soon.</summary>
    public static void UseRetryAfter(this WebApplication app) =>
        app.Use(
            (context, next) =>
            {
                context.Response.OnStarting(static state => Add((HttpContext)state), context);
                return next(context);
            }
        );

    private static Task Add(HttpContext context)
    {
        if (context.Response.StatusCode is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable)
        {
            var wait = context.Features.Get<ApiProblem>()?.RetryAfter ?? Usual;
            context.Response.Headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        return Task.CompletedTask;
    }
}
