using System.Globalization;
using Microsoft.AspNetCore.Mvc;

namespace MiniTwit.ApiService.Errors;

/// <summary>Tells the caller of a failure, in the form that the endpoint answers in.</summary>
internal sealed class FailureAnswer(IProblemDetailsService problems)
{
    private const string RetryAfterSeconds = "2";

    public Task WriteAsync(HttpContext http, Endpoint? endpoint, Failure failure)
    {
        http.Response.StatusCode = failure.Status;
        if (failure.RetryAfter is { } wait)
        {
            http.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }

        if (failure.Status == StatusCodes.Status503ServiceUnavailable)
        {
            http.Response.Headers.RetryAfter = RetryAfterSeconds;
        }

        return endpoint?.Metadata.GetMetadata<IFailureBody>() is { } writer
            ? writer.WriteAsync(http, failure)
            : problems
                .TryWriteAsync(
                    new()
                    {
                        HttpContext = http,
                        ProblemDetails = new ProblemDetails { Status = failure.Status, Detail = failure.Detail },
                    }
                )
                .AsTask();
    }
}
