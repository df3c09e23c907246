using MiniTwit.Web.Api;
using MiniTwit.Web.Sessions;

namespace MiniTwit.Web.Pages.Timelines;

/// <summary>Passes on to a browser what the API tells of new messages, as long as both are there.</summary>
internal static class LiveEndpoint
{
    // As many as an API takes. Each holds a connection of this process in either direction.
    private const int MaxListeners = 2_000;

    private static int Listeners;

    public static void MapLive(this WebApplication app)
    {
        app.MapGet("/timelines/public/live", (string? after, MiniTwitApi api, HttpContext http) => ListenAsync("public", after, api, http))
            .DisableHttpMetrics();
        app.MapGet("/timelines/home/live", (string? after, MiniTwitApi api, HttpContext http) => ListenAsync("home", after, api, http))
            .DisableHttpMetrics()
            .RequireAuthorization();
    }

    private static async Task ListenAsync(string timeline, string? after, MiniTwitApi api, HttpContext http)
    {
        try
        {
            if (Interlocked.Increment(ref Listeners) > MaxListeners)
            {
                http.Response.StatusCode = StatusCodes.Status429TooManyRequests;
                return;
            }

            await PassOnAsync(timeline, after, api, http);
        }
        finally
        {
            Interlocked.Decrement(ref Listeners);
        }
    }

    private static async Task PassOnAsync(string timeline, string? after, MiniTwitApi api, HttpContext http)
    {
        string? lastEventId = http.Request.Headers["Last-Event-ID"];
        var lifetime = http.RequestServices.GetRequiredService<IHostApplicationLifetime>();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(lifetime.ApplicationStopping, http.RequestAborted);
        using var stream = await api.ListenAsync(timeline, after, lastEventId, http.RequestAborted);
        if (stream is not { IsSuccessStatusCode: true })
        {
            http.Response.StatusCode = (int?)stream?.StatusCode ?? StatusCodes.Status503ServiceUnavailable;
            return;
        }

        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = SessionSetup.IsIn(http.Request) ? "no-store" : "no-cache";
        try
        {
            await using var events = await stream.Content.ReadAsStreamAsync(end.Token);
            await events.CopyToAsync(http.Response.Body, end.Token);
        }
        catch (Exception e) when (MiniTwitApi.MeansUnavailable(e))
        {
            // The stream ends; the browser comes again, and says where it was.
        }
    }
}
