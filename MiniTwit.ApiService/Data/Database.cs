using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using MiniTwit.ServiceDefaults;
using Npgsql;

namespace MiniTwit.ApiService.Data;

internal static class Database
{
    // A connection string's own values win over these. Times are short so that a lost database is an honest 503 within five
    // seconds; two replicas' pools fit the server's hundred connections. Nothing here changes a session's state, so none is reset.
    // A statement that runs into its time-out keeps a thread for as long as connecting may take, while Npgsql asks the server to
    // cancel it, and twice as long where it tries GSS encryption first.
    private const string Bounds =
        "Timeout=2;Command Timeout=2;Cancellation Timeout=500;Maximum Pool Size=40;Max Auto Prepare=60;Auto Prepare Min Usages=2;"
        + "No Reset On Close=true;GSS Encryption Mode=Disable";

    // The server ends what takes too long before the client does: its word on what became of a statement is the one that counts.
    private const string Serving = "Options=-c lock_timeout=1s -c statement_timeout=1900ms";

    // A migration that cannot get its lock gives way, so that no request queues up behind it; the migrator comes again.
    // What its connection holds ends with the connection.
    private const string Migrating = "Pooling=false;Options=-c lock_timeout=2s -c statement_timeout=0";

    public static void AddDatabase(this WebApplicationBuilder builder, bool migrating)
    {
        builder.AddNpgsqlDbContext<MiniTwitDb>(
            ResourceNames.Database,
            settings =>
            {
                settings.DisableRetry = true; // BoundedRetry instead: the default may take a minute.
                settings.DisableMetrics = settings.DisableTracing = true; // The service defaults take them up, where telemetry is on.
                if (settings.ConnectionString is { Length: > 0 } given)
                {
                    settings.ConnectionString = OnThePrimary($"{Bounds};{(migrating ? Migrating : Serving)};{given}");
                }
            },
            options =>
                options
                    .UseMiniTwit()
                    .UseNpgsql(npgsql =>
                        npgsql.ConfigureDataSource(source =>
                        {
                            // What metrics and spans call it; by default they all carry the connection string.
                            source.Name = ResourceNames.Database;
                            source.ConfigureTracing(tracing => tracing.EnableFirstResponseEvent(false));
                        })
                    )
        );
        builder.Services.AddHttpContextAccessor();
        builder.Services.AddSingleton<Pulse>();
        builder.Services.AddSingleton<Statements>();
        builder.Services.AddSingleton<Connections>();
        builder.Services.ConfigureDbContext<MiniTwitDb>(
            (services, options) =>
                options.AddInterceptors(services.GetRequiredService<Statements>(), services.GetRequiredService<Connections>())
        );
        // One instance for all checks: it remembers.
        builder.Services.AddSingleton<SchemaCheck>();
        builder.Services.AddHealthChecks().AddCheck<SchemaCheck>("schema");
    }

    // While the database moves to another droplet there are two hosts, and only one of them takes writes. Npgsql refuses these two
    // settings where there is one.
    private static string OnThePrimary(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        if (settings.Host?.Contains(',') != true)
        {
            return connectionString;
        }

        settings.TargetSessionAttributes = "primary";
        settings.HostRecheckSeconds = 1;
        return settings.ConnectionString;
    }

    /// <summary>What the running service and the design-time tools must agree on.</summary>
    public static DbContextOptionsBuilder UseMiniTwit(this DbContextOptionsBuilder options) =>
        options
            .UseNpgsql(npgsql => npgsql.ExecutionStrategy(dependencies => new BoundedRetry(dependencies)))
            .UseSnakeCaseNamingConvention()
            .UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking)
            // Whoever handles the exception logs it, once; EF would add a stack trace for each try.
            .ConfigureWarnings(warnings =>
                warnings.Log(
                    (RelationalEventId.CommandError, LogLevel.Debug),
                    (RelationalEventId.ConnectionError, LogLevel.Debug),
                    (CoreEventId.QueryIterationFailed, LogLevel.Debug)
                )
            );
}
