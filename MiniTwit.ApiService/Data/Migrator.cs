using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Storage;
using MiniTwit.ApiService.Errors;
using MiniTwit.ApiService.Users;
using Npgsql;

namespace MiniTwit.ApiService.Data;

/// <summary>What the argument <c>migrate</c> does: bring the schema up to date, then end.</summary>
internal static partial class Migrator
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    // Some steps may take ten minutes each.
    private static readonly TimeSpan LongestTurn = TimeSpan.FromHours(1);

    // Any number that nothing else of MiniTwit's locks.
    private const long Turn = 0x4D69_6E69_5477;

    public static async Task<int> MigrateAsync(this IServiceProvider services)
    {
        var time = services.GetRequiredService<TimeProvider>();
        var logger = services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(Migrator));
        var begun = time.GetTimestamp();
        long? firstFailure = null;
        while (true)
        {
            try
            {
                await using var scope = services.CreateAsyncScope();
                var db = scope.ServiceProvider.GetRequiredService<MiniTwitDb>();
                db.Database.SetCommandTimeout(TimeSpan.FromMinutes(10));
                if (await TakeTurnAsync(db))
                {
                    await db.Database.MigrateAsync();
                    await NameClashes.LogAsync(db, logger);
                    LogDone(logger);
                    return 0;
                }

                if (time.GetElapsedTime(begun) > LongestTurn)
                {
                    LogGivenUp(logger, null, LongestTurn.TotalSeconds);
                    return 1;
                }

                await Task.Delay(Pause, time);
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

    // EF's own lock ends with the first step outside of a transaction. This one is the connection's, which stays open until the context
    // goes. Nobody waits for it in the database: an index that is built beside the traffic waits for all who do.
    private static async Task<bool> TakeTurnAsync(MiniTwitDb db)
    {
        var creator = db.GetService<IRelationalDatabaseCreator>();
        if (!await creator.ExistsAsync())
        {
            await creator.CreateAsync();
        }

        await db.Database.OpenConnectionAsync();
        return (await db.Database.SqlQuery<bool>($"SELECT pg_try_advisory_lock({Turn})").ToListAsync())[0];
    }

    // Migrators that start together on an empty server may collide on creating the database; and one of the version before takes no
    // turns. The one that lost just comes again.
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
    private static partial void LogGivenUp(ILogger logger, Exception? exception, double seconds);
}
