using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace MiniTwit.ServiceDefaults.Http;

/// <summary>
/// A client that goes away before it has its answer is no failure of ours: the request is a 499. The exception handler says so too, but
/// only where the request's token was cancelled already, and the read that the client broke off may fail before that.
/// </summary>
public static class DepartedClients
{
    // The server tells it from other broken bodies by nothing but this text.
    private const string CutOff = "Unexpected end of request content.";

    /// <summary>Comes after the exception handler, and before anything that gives requests another token than their connection's.</summary>
    /// <param name="app">The application.</param>
    /// <param name="isKnown">Tells what has a status of its own, which nobody is there to hear, from a defect, which stays one.</param>
    public static void UseDepartedClients(this WebApplication app, Func<Exception, bool> isKnown) =>
        app.Use(
            async (context, next) =>
            {
                var connection = context.RequestAborted;
                try
                {
                    await next(context);
                    // The rate limiter, for one, only returns when there is nobody left to answer.
                    if (connection.IsCancellationRequested && !context.Response.HasStarted)
                    {
                        context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
                    }
                }
                catch (Exception e)
                    when (IsCauseOf(e)
                        || (connection.IsCancellationRequested && (e is IOException or OperationCanceledException || isKnown(e)))
                    )
                {
                    if (!context.Response.HasStarted)
                    {
                        context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
                    }

                    // Or the server tries to read the rest of the body and then another request, and logs that it can do neither.
                    context.Abort();
                    context.Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();
                }
            }
        );

    /// <summary>Whether reading the body failed because the client is gone: its connection was reset, or ended in mid-body.</summary>
    /// <param name="failure">What reading it threw.</param>
    /// <returns>False for a body that came and is no good.</returns>
    public static bool IsCauseOf(Exception failure) =>
        failure
            is ConnectionResetException
                or OperationCanceledException { InnerException: ConnectionAbortedException }
                or BadHttpRequestException { Message: CutOff };
}
