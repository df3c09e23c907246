using MiniTwit.AppHost.Hosting;
using MiniTwit.ServiceDefaults;

namespace MiniTwit.AppHost.Postgres;

/// <summary>
/// As whom a part signs in at the database. On droplets each as its own role, over TLS that checks who answers; a local run knows
/// one user alone.
/// </summary>
internal static class DatabaseRoles
{
    /// <summary>Changes the schema.</summary>
    public static IResourceBuilder<ProjectResource> OwningDatabase(
        this IResourceBuilder<ProjectResource> app,
        Stack stack,
        IResourceBuilder<IResourceWithConnectionString> database
    ) => app.WithDatabase(stack, database, "minitwit_owner", stack.DatabaseOwnerPassword);

    /// <summary>Reads and writes rows.</summary>
    public static IResourceBuilder<ProjectResource> UsingDatabase(
        this IResourceBuilder<ProjectResource> app,
        Stack stack,
        IResourceBuilder<IResourceWithConnectionString> database
    ) => app.WithDatabase(stack, database, "minitwit_app", stack.DatabaseAppPassword);

    private static IResourceBuilder<ProjectResource> WithDatabase(
        this IResourceBuilder<ProjectResource> app,
        Stack stack,
        IResourceBuilder<IResourceWithConnectionString> database,
        string role,
        IResourceBuilder<ParameterResource> password
    )
    {
        if (!stack.IsPublishing)
        {
            return app.WithReference(database);
        }

        var server = ((PostgresDatabaseResource)database.Resource).Parent;
        var port = server.PrimaryEndpoint.Property(EndpointProperty.TargetPort);
        return app.WithEnvironment(
            $"ConnectionStrings__{ResourceNames.Database}",
            ReferenceExpression.Create(
                $"Host={stack.DatabaseHosts};Port={port};Database={ResourceNames.Database};Username={role};Password={password};SSL Mode=VerifyFull;Root Certificate=/run/secrets/database_ca"
            )
        );
    }
}
