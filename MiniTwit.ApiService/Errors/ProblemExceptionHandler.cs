using System.Globalization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;

namespace MiniTwit.ApiService.Errors;

/// <summary>Turns an exception that is not a defect into its problem; defects stay with the framework, which logs them and answers 500.</summary>
internal sealed partial class ProblemExceptionHandler(IProblemDetailsService problems, ILogger<ProblemExceptionHandler> logger)
    : IExceptionHandler
{
    private const string RetryAfterSeconds = "2";

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (Failure.Of(exception) is not { } failure)
        {
            return false;
        }

        httpContext.Response.StatusCode = failure.Status;
        if (failure.RetryAfter is { } wait)
        {
            httpContext.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }

        if (failure.Status == StatusCodes.Status503ServiceUnavailable)
        {
            httpContext.Response.Headers.RetryAfter = RetryAfterSeconds;
            LogUnavailable(logger, httpContext.Request.Method, exception.GetBaseException().Message);
        }

        var endpoint = httpContext.Features.Get<IExceptionHandlerFeature>()?.Endpoint ?? httpContext.GetEndpoint();
        var writers = endpoint?.Metadata.GetMetadata<IFailureBody>();
        if (writers is not null)
        {
            await writers.WriteAsync(httpContext, failure);
        }
        else
        {
            await problems.TryWriteAsync(
                new()
                {
                    HttpContext = httpContext,
                    ProblemDetails = new ProblemDetails { Status = failure.Status, Detail = failure.Detail },
                }
            );
        }

        return true;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Method} answered 503: {Reason}")]
    private static partial void LogUnavailable(ILogger logger, string method, string reason);
}
