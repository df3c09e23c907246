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
        ReadResult read;
        do
        {
            read = await body.ReadAsync(ct);
            body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
        while (!read.IsCompleted);
    }
}
