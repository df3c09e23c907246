using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;
using MiniTwit.ServiceDefaults.Http;

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
        try
        {
            ReadResult read;
            do
            {
                read = await body.ReadAsync(ct);
                body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            }
            while (!read.IsCompleted);
        }
        catch (OperationCanceledException late) when (!DepartedClients.IsCauseOf(late))
        {
            // The request's deadline has passed, and it was the client that took the time.
            throw new BadHttpRequestException("The body did not arrive in time", StatusCodes.Status408RequestTimeout, late);
        }
    }
}
