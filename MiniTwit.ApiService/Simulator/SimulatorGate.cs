using MiniTwit.ApiService.Data;
using MiniTwit.ApiService.Telemetry;

namespace MiniTwit.ApiService.Simulator;

/// <summary>
/// Stands before the simulator's handlers: remembers the command's id before anything else can fail, then checks the credential.
/// A middleware rather than an endpoint filter, because filters run only after the body was read.
/// </summary>
internal sealed partial class SimulatorGate(
    RequestDelegate next,
    SimulatorOptions options,
    MiniTwitMetrics metrics,
    ILogger<SimulatorGate> logger
)
{
    public Task InvokeAsync(HttpContext http, MiniTwitDb db) =>
        http.GetEndpoint()?.Metadata.GetMetadata<SimulatorRoute>() is { } route ? GuardAsync(http, route, db) : next(http);

    private async Task GuardAsync(HttpContext http, SimulatorRoute route, MiniTwitDb db)
    {
        // What comes without it counts as no simulator's, whatever it moves: else anybody could ring its alerts, or keep them silent.
        var known = options.IsSentWith(http.Request);
        if (known)
        {
            metrics.SimulatorRequests.Add(1);
        }

        if (route.RecordsLatest && Latest.SentWith(http.Request) is { } latest)
        {
            using (Share.Recording.For(http))
            {
                await Latest.RecordAsync(db, latest, http.RequestAborted);
            }

            if (known)
            {
                metrics.SawLatestOfSimulator(latest);
            }
        }

        if (route.RequiresCredential && !known)
        {
            metrics.SimulatorRefused.Add(1);
            LogRefused(logger, http.Connection.RemoteIpAddress?.ToString());
            http.Response.StatusCode = StatusCodes.Status403Forbidden;
            await http.Response.WriteAsJsonAsync(
                new SimulatorError(StatusCodes.Status403Forbidden, SimulatorError.NotAuthorized),
                http.RequestAborted
            );
            return;
        }

        await next(http);
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        EventName = "SimulatorRequestRefused",
        Message = "Refused a simulator request from {ClientAddress}: missing or wrong credential"
    )]
    private static partial void LogRefused(ILogger logger, string? clientAddress);
}
