using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using MiniTwit.ServiceDefaults;
using Npgsql;

namespace MiniTwit.ApiService.Data;

internal static class Database
{
    // A connection string's own values win over these. Times are short so that a lost database is an honest 503 within five
    // seconds; two replicas' pools fit the server's hundred connections. Nothing here changes a session's state, so none is reset.
    private const string Bounds =
        "Timeout=3;Command Timeout=4;Cancellation Timeout=500;Maximum Pool Size=40;Max Auto Prepare=60;Auto Prepare Min Usages=2;No Reset On Close=true";

    public static void AddDatabase(this WebApplicationBuilder builder)
    {
        builder.AddNpgsqlDbContext<MiniTwitDb>(
            ResourceNames.Database,
            settings =>
            {
                settings.DisableRetry = true; // BoundedRetry instead: the default may take a minute.
                settings.DisableMetrics = settings.DisableTracing = true; // The service defaults take them up, where telemetry is on.
                if (settings.ConnectionString is { Length: > 0 } given)
                    settings.ConnectionString = OnThePrimary($"{Bounds};{given}");
            },
            options => options.UseMiniTwit().UseNpgsql(npgsql => npgsql.ConfigureDataSource(source =>
            {
                // What metrics and spans call it; by default they all carry the connection string.
                source.Name = ResourceNames.Database;
                source.ConfigureTracing(tracing => tracing.EnableFirstResponseEvent(false));
            })));
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
            return connectionString;
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
            .ConfigureWarnings(warnings => warnings.Log(
                (RelationalEventId.CommandError, LogLevel.Debug),
                (RelationalEventId.ConnectionError, LogLevel.Debug),
                (CoreEventId.QueryIterationFailed, LogLevel.Debug)));
}
