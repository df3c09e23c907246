using Microsoft.AspNetCore.Diagnostics;

namespace MiniTwit.ApiService.Errors;

/// <summary>Turns an exception that is not a defect into its problem; defects stay with the framework, which logs them and answers 500.</summary>
internal sealed partial class ProblemExceptionHandler(FailureAnswer answer, ILogger<ProblemExceptionHandler> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (Failure.Of(exception) is not { } failure)
        {
            return false;
        }

        if (failure.Status == StatusCodes.Status503ServiceUnavailable)
        {
            LogUnavailable(logger, httpContext.Request.Method, exception.GetBaseException().Message);
        }

        var endpoint = httpContext.Features.Get<IExceptionHandlerFeature>()?.Endpoint ?? httpContext.GetEndpoint();
        await answer.WriteAsync(httpContext, endpoint, failure);
        return true;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Method} answered 503: {Reason}")]
    private static partial void LogUnavailable(ILogger logger, string method, string reason);
}
