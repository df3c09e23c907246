using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using MiniTwit.ServiceDefaults;
using Npgsql;

namespace MiniTwit.AppHost.Postgres;

internal static class PostgresProcessExtensions
{
    public static IResourceBuilder<PostgresProcess> AddPostgresProcess(
        this IDistributedApplicationBuilder builder,
        string name,
        string dataDirectory,
        IResourceBuilder<ParameterResource> password,
        int? port
    )
    {
        var server = new PostgresProcess(name, "bash", builder.AppHostDirectory, password.Resource);
        var health = builder.AddConnectionHealthCheck($"{name}-accepts", server);
        return builder
            .AddResource(server)
            .WithArgs("Postgres/postgres.sh")
            .WithEndpoint(port: port, scheme: "tcp", name: "tcp", env: "PGPORT")
            .WithEnvironment("PGDATA", dataDirectory)
            .WithEnvironment("PGUSER", PostgresProcess.UserName)
            .WithEnvironment("PGPASSWORD", password)
            .WithEnvironment("PGDATABASE", ResourceNames.Database)
            .WithHealthCheck(health);
    }

    public static IResourceBuilder<PostgresProcessDatabase> AddDatabase(this IResourceBuilder<PostgresProcess> server, string name)
    {
        var database = new PostgresProcessDatabase(name, server.Resource);
        var health = server.ApplicationBuilder.AddConnectionHealthCheck($"{name}-accepts", database);
        return server
            .ApplicationBuilder.AddResource(database)
            .WithInitialState(
                new CustomResourceSnapshot
                {
                    ResourceType = "Database",
                    Properties = [],
                    State = KnownResourceStates.Running,
                }
            )
            .WithHealthCheck(health);
    }

    private static string AddConnectionHealthCheck(
        this IDistributedApplicationBuilder builder,
        string name,
        IResourceWithConnectionString resource
    )
    {
        builder
            .Services.AddHealthChecks()
            .AddAsyncCheck(
                name,
                async cancellation =>
                {
                    try
                    {
                        var settings = new NpgsqlConnectionStringBuilder(await resource.GetConnectionStringAsync(cancellation))
                        {
                            Timeout = 2,
                            Pooling = false,
                        };
                        await using var connection = new NpgsqlConnection(settings.ConnectionString);
                        await connection.OpenAsync(cancellation);
                        return HealthCheckResult.Healthy();
                    }
                    catch (Exception notYet) when (notYet is NpgsqlException or InvalidOperationException or TimeoutException)
                    {
                        return HealthCheckResult.Unhealthy(notYet.Message);
                    }
                },
                timeout: TimeSpan.FromSeconds(5)
            );
        return name;
    }
}
