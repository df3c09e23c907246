using MiniTwit.AppHost.Droplets;
using MiniTwit.AppHost.Hosting;
using MiniTwit.ServiceDefaults;

namespace MiniTwit.AppHost.Postgres;

/// <summary>The Postgres server and its one database, under the same names whichever way they are hosted.</summary>
internal static class PostgresExtensions
{
    public const string ImageTag = "17.6";

    public static IResourceBuilder<IResourceWithConnectionString> AddPostgresDatabase(this Droplet droplet)
    {
        var stack = droplet.Stack;
        var password = stack.Secret("postgres-password", "Of the database's superuser, who signs in on the droplet alone.");
        var port = stack.PortOrAnother(ResourceNames.Postgres, 5432);
        if (stack.Mode == HostingMode.Containers)
        {
            var server = stack.Builder.AddPostgres(ResourceNames.Postgres, password: password, port: port).WithImageTag(ImageTag);
            return (stack.IsPublishing ? droplet.WithDropletPostgres(server) : server.WithDataVolume(stack.Volume("postgres"))).AddDatabase(
                ResourceNames.Database
            );
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
    }

    // Where postgres.sh looks.
    private static bool IsInstalled() =>
        Directory.Exists("/usr/lib/postgresql")
        || (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, "postgres")));
}
