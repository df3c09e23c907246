using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Migrations;
using MiniTwit.ApiService.Errors;
using MiniTwit.ApiService.Users;
using Npgsql;

namespace MiniTwit.ApiService.Data;

/// <summary>What the argument <c>migrate</c> does: bring the schema up to date, then end.</summary>
internal static partial class Migrator
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public static async Task<int> MigrateAsync(this IServiceProvider services)
    {
        var time = services.GetRequiredService<TimeProvider>();
        var logger = services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(Migrator));
        long? firstFailure = null;
        while (true)
        {
            try
            {
                await using var scope = services.CreateAsyncScope();
                var db = scope.ServiceProvider.GetRequiredService<MiniTwitDb>();
                db.Database.SetCommandTimeout(TimeSpan.FromMinutes(10));
                await db.Database.MigrateAsync();
                await NameClashes.LogAsync(db, logger);
                LogDone(logger);
                return 0;
            }
            catch (Exception e) when (IsWorthWaiting(e))
            {
                // From the first failure on: what succeeds may take its time.
                firstFailure ??= time.GetTimestamp();
                if (time.GetElapsedTime(firstFailure.Value) > Patience && !IsDoneByAnother(e))
                {
                    LogGivenUp(logger, e, Patience.TotalSeconds);
                    return 1;
                }

                await Task.Delay(Pause, time);
            }
        }
    }

    // Migrators that start together on an empty server may collide on creating the database or the history table, before EF's
    // own lock exists; the one that lost just comes again.
    private static bool IsWorthWaiting(Exception e) =>
        DatabaseAway.Is(e)
        || e
            is PostgresException
            {
                SqlState: PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.DuplicateTable or PostgresErrorCodes.DuplicateDatabase
            };

    // However long a step outside of a transaction took all of them together: one has recorded it, so the next try goes on behind it.
    private static bool IsDoneByAnother(Exception e) =>
        e is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation, TableName: HistoryRepository.DefaultTableName };

    [LoggerMessage(Level = LogLevel.Information, Message = "The database schema is up to date")]
    private static partial void LogDone(ILogger logger);

    [LoggerMessage(Level = LogLevel.Error, Message = "The database could not be migrated within {Seconds} s")]
    private static partial void LogGivenUp(ILogger logger, Exception exception, double seconds);
}
