using MiniTwit.ApiService.Data;
using MiniTwit.ApiService.Errors;
using MiniTwit.ApiService.Simulator;

namespace MiniTwit.ApiService.Messages;

/// <summary>Sees to it that what was deleted does not stay because nobody deletes anything more. Whichever replica does it.</summary>
internal sealed partial class DeletedMessagesSweep(
    IServiceScopeFactory scopes,
    WarmUp warmUp,
    TimeProvider time,
    ILogger<DeletedMessagesSweep> logger
) : BackgroundService
{
    private const int Batch = 1_000;

    // With the time in which a message can be put back far from an hour, even where some sweeps fail.
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await warmUp.Done.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            try
            {
                await SweepAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                // Whatever it was, the loop must live on; the service's readiness tells when the database is away.
                LogPutOff(logger, e is BusyException || DatabaseAway.Is(e) ? null : e);
            }
        } while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task SweepAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MiniTwitDb>();
        while (await Deletion.PurgeAsync(db, Batch, ct) == Batch) { }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Deleted messages are forgotten later")]
    private static partial void LogPutOff(ILogger logger, Exception? exception);
}
