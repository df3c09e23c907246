using MiniTwit.ApiService.Telemetry;
using Npgsql;

namespace MiniTwit.ApiService.Simulator;

/// <summary>
/// Stands before the simulator's handlers: checks the credential, and sees to it that the command's id is remembered however the request
/// ends. A middleware rather than an endpoint filter, because filters run only after the body was read.
/// </summary>
internal sealed partial class SimulatorGate(
    RequestDelegate next,
    SimulatorOptions options,
    MiniTwitMetrics metrics,
    ILogger<SimulatorGate> logger
)
{
    // Of the request's deadline: the rest is over when something failed.
    private static readonly TimeSpan LastTry = TimeSpan.FromMilliseconds(400);

    public Task InvokeAsync(HttpContext http) =>
        http.GetEndpoint()?.Metadata.GetMetadata<SimulatorRoute>() is { } route ? GuardAsync(http, route) : next(http);

    private async Task GuardAsync(HttpContext http, SimulatorRoute route)
    {
        // What comes without it counts as no simulator's, whatever it moves: else anybody could ring its alerts, or keep them silent.
        var known = options.IsSentWith(http.Request);
        if (known)
        {
            metrics.SimulatorRequests.Add(1);
        }

        Command? command = null;
        if (route.RecordsLatest && Latest.SentWith(http.Request) is { } latest)
        {
            http.Features.Set(command = new(latest));
        }

        try
        {
            await (known || !route.RequiresCredential ? next(http) : RefuseAsync(http));
        }
        catch (Exception e) when (command is { IsRecorded: false } && !WentUnanswered(e))
        {
            using var patience = new CancellationTokenSource(LastTry);
            await RecordWithAnswer.RecordAsync(http, patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }

        if (known && command is not null)
        {
            metrics.SawLatestOfSimulator(command.Id);
        }
    }

    // By a database that would not answer this either.
    private static bool WentUnanswered(Exception failure) =>
        failure is TimeoutException or NpgsqlException { InnerException: TimeoutException };

    private async Task RefuseAsync(HttpContext http)
    {
        await RecordWithAnswer.RecordAsync(http, http.RequestAborted);
        metrics.SimulatorRefused.Add(1);
        LogRefused(logger, http.Connection.RemoteIpAddress?.ToString());
        http.Response.StatusCode = StatusCodes.Status403Forbidden;
        await http.Response.WriteAsJsonAsync(
            new SimulatorError(StatusCodes.Status403Forbidden, SimulatorError.NotAuthorized),
            http.RequestAborted
        );
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        EventName = "SimulatorRequestRefused",
        Message = "Refused a simulator request from {ClientAddress}: missing or wrong credential"
    )]
    private static partial void LogRefused(ILogger logger, string? clientAddress);
}
