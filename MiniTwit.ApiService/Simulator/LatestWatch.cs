using System.Diagnostics.Metrics;
using MiniTwit.ApiService.Telemetry;

namespace MiniTwit.ApiService.Simulator;

/// <summary>
/// Tells Prometheus what the database holds as <see cref="Latest"/>, on every replica alike and from the start: it reads it now and
/// again, so that no scrape ever waits for the database. While that does not answer, the gauge stays at what was read last.
/// </summary>
internal sealed partial class LatestWatch(SharedLatest latest, IMeterFactory meters, TimeProvider time, ILogger<LatestWatch> logger)
    : BackgroundService
{
    // As often as Prometheus asks.
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AtMost = TimeSpan.FromSeconds(4);

    // Boxed, to be swapped as one; null before the first read.
    private object? _latest;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        meters
            .Create(MiniTwitMetrics.MeterName)
            .CreateObservableGauge("minitwit.simulator.latest", Read, "{command}", "The last simulator command that any replica received");
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            await LookAsync(stoppingToken);
        } while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private IEnumerable<Measurement<long>> Read() => Volatile.Read(ref _latest) is long last ? [new(last)] : [];

    private async Task LookAsync(CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(AtMost);
        try
        {
            Volatile.Write(ref _latest, await latest.ReadAsync(patience.Token));
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            // Whoever is to hear of it hears from the health check.
            LogUnread(logger, e.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Could not read latest: {Reason}")]
    private static partial void LogUnread(ILogger logger, string reason);
}
