using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;

namespace MiniTwit.ApiService.Requests;

/// <summary>
/// Waits for the whole body before a handler runs, without taking it. Bodies are small here, and this way a client that goes away in the
/// middle of one fails in one place: the framework's JSON binding keeps such a failure to itself.
/// </summary>
internal static class WholeBody
{
    // Of the request's own deadline: the rest of it is for what the body asks for.
    private static readonly TimeSpan AtMost = TimeSpan.FromSeconds(2.5);

    public static void UseWholeBody(this WebApplication app) =>
        app.Use(
            async (context, next) =>
            {
                if (context.GetEndpoint() is not null && context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true })
                {
                    await ArriveAsync(context.Request.BodyReader, context.RequestAborted);
                }

                await next(context);
            }
        );

    private static async Task ArriveAsync(PipeReader body, CancellationToken ct)
    {
        // Most come with their headers.
        if (body.TryRead(out var arrived))
        {
            body.AdvanceTo(arrived.Buffer.Start, arrived.Buffer.End);
            if (arrived.IsCompleted)
            {
                return;
            }
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(AtMost);
        // Not by the read's own token: that leaves the server's reader in the middle of a read, and it logs an error for it.
        await using (patience.Token.UnsafeRegister(static body => ((PipeReader)body!).CancelPendingRead(), body))
        {
            ReadResult read;
            do
            {
                read = await body.ReadAsync(CancellationToken.None);
                body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            } while (read is { IsCompleted: false, IsCanceled: false });
        }

        // Also when the body came just then: the handler's read is the one that was cancelled.
        if (patience.IsCancellationRequested)
        {
            throw new BadHttpRequestException("The body did not arrive in time", StatusCodes.Status408RequestTimeout);
        }
    }
}
