using Microsoft.EntityFrameworkCore;
using MiniTwit.ApiService.Data;
using MiniTwit.ApiService.Errors;
using MiniTwit.ApiService.Simulator;

namespace MiniTwit.ApiService.Users.Counts;

/// <summary>
/// Has the database move on the marks up to which users' rows are counted, so that a profile counts only the few behind them; see
/// docs/decisions/0026. Profiles are right however late it is, and whichever replica does it.
/// </summary>
internal sealed partial class CountFolding(IServiceScopeFactory scopes, WarmUp warmUp, TimeProvider time, ILogger<CountFolding> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    // More than are ever written within the interval, and done long before a statement's time is up. On a server too slow for that, as many
    // as it manages.
    private const int Batch = 50_000,
        SmallestBatch = 500;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await warmUp.Done.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(Interval, time);
        var batch = Batch;
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                var db = scope.ServiceProvider.GetRequiredService<MiniTwitDb>();
                await db.Database.ExecuteSqlAsync($"CALL fold_counts({batch})", stoppingToken);
                batch = Batch;
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                // Whatever it was, the loop must live on; the service's readiness tells when the database is away.
                batch = Math.Max(SmallestBatch, batch / 2);
                LogPutOff(logger, e is BusyException || DatabaseAway.Is(e) ? null : e);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Counting of users' messages and followers is put off")]
    private static partial void LogPutOff(ILogger logger, Exception? exception);
}
