using MiniTwit.AppHost.Droplets;
using MiniTwit.AppHost.Hosting;
using MiniTwit.ServiceDefaults;

namespace MiniTwit.AppHost.Postgres;

/// <summary>The Postgres server and its one database, under the same names whichever way they are hosted.</summary>
internal static class PostgresExtensions
{
    /// <summary>As Aspire has it, and the locale that <c>deploy/postgres/start.sh</c> gives a cluster on a droplet: words are found alike.</summary>
    private const string InitdbArguments =
        "--auth-host=scram-sha-256 --auth-local=scram-sha-256 --locale-provider=builtin --builtin-locale=C.UTF-8 --locale=C.UTF-8";

    /// <summary>The name of its volume in a local run. A cluster of an older version is left where it is.</summary>
    public static string DataVolume => $"{ResourceNames.Postgres}-{Images.PostgresMajor}";

    public static IResourceBuilder<IResourceWithConnectionString> AddPostgresDatabase(this Droplet droplet)
    {
        var stack = droplet.Stack;
        var password = stack.Secret("postgres-password", "Of the database's superuser, who signs in on the droplet alone.");
        var port = stack.PortOrAnother(ResourceNames.Postgres, 5432);
        if (stack.Mode == HostingMode.Containers)
        {
            var server = stack
                .Builder.AddPostgres(ResourceNames.Postgres, password: password, port: port)
                .WithImageTag(Images.Postgres.Tag);
            return (stack.IsPublishing ? droplet.WithDropletPostgres(server) : OfLocalRun(server)).AddDatabase(ResourceNames.Database);
        }

        if (!IsInstalled())
        {
            throw new SetupException(
                "MiniTwit needs a container runtime that answers (Docker or Podman) or an installed PostgreSQL. "
                    + "Debian, Ubuntu: apt-get install postgresql prometheus. macOS: brew install postgresql prometheus."
            );
        }

        return stack
            .Builder.AddPostgresProcess(ResourceNames.Postgres, stack.Data.PostgresDirectory(), password, port)
            .AddDatabase(ResourceNames.Database);

        IResourceBuilder<PostgresServerResource> OfLocalRun(IResourceBuilder<PostgresServerResource> server) =>
            server.WithDataVolume(stack.Volume(DataVolume)).WithEnvironment("POSTGRES_INITDB_ARGS", InitdbArguments);
    }

    // Where postgres.sh looks.
    private static bool IsInstalled() =>
        Directory.Exists("/usr/lib/postgresql")
        || (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, "postgres")));
}
