using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;

namespace MiniTwit.ApiService.Requests;

/// <summary>
/// Waits for the whole body before a handler runs, without taking it. Bodies are small here, and this way a client that goes away in the
/// middle of one fails in one place: the framework's JSON binding keeps such a failure to itself.
/// </summary>
internal static class WholeBody
{
    public static void UseWholeBody(this WebApplication app) => app.Use(async (context, next) =>
    {
        if (context.GetEndpoint() is not null && context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true })
            await ArriveAsync(context.Request.BodyReader, context.RequestAborted);
        await next(context);
    });

    private static async Task ArriveAsync(PipeReader body, CancellationToken ct)
    {
        // Not by the read's own token: that leaves the server's reader in the middle of a read, and it logs an error for it.
        await using var cancel = ct.UnsafeRegister(static body => ((PipeReader)body!).CancelPendingRead(), body);
        ReadResult read;
        do
        {
            read = await body.ReadAsync(CancellationToken.None);
            body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            // The request's deadline has passed, and it was the client that took the time.
            if (read.IsCanceled)
                throw new BadHttpRequestException("The body did not arrive in time", StatusCodes.Status408RequestTimeout);
        }
        while (!read.IsCompleted);
    }
}
