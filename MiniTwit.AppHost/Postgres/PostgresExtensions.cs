using MiniTwit.AppHost.Hosting;
using MiniTwit.ServiceDefaults;

namespace MiniTwit.AppHost.Postgres;

/// <summary>The Postgres server and its one database, under the same names whichever way they are hosted.</summary>
internal static class PostgresExtensions
{
    private const string ImageTag = "17.6";

    public static IResourceBuilder<IResourceWithConnectionString> AddPostgresDatabase(this Stack stack)
    {
        var password = stack.Secret("postgres-password");
        var port = stack.PortOrAnother(ResourceNames.Postgres, 5432);
        if (stack.Mode == HostingMode.Containers)
        {
            return stack.Builder.AddPostgres(ResourceNames.Postgres, password: password, port: port)
                .WithImageTag(ImageTag)
                .WithDataVolume($"minitwit-{stack.Data.Id}-postgres")
                .AddDatabase(ResourceNames.Database);
        }

        if (!IsInstalled())
        {
            throw new SetupException(
                "MiniTwit needs a container runtime that answers (Docker or Podman) or an installed PostgreSQL. "
                + "Debian, Ubuntu: apt-get install postgresql prometheus. macOS: brew install postgresql prometheus.");
        }

        return stack.Builder.AddPostgresProcess(ResourceNames.Postgres, stack.Data.PostgresDirectory(), password, port)
            .AddDatabase(ResourceNames.Database);
    }

    // Where postgres.sh looks.
    private static bool IsInstalled() =>
        Directory.Exists("/usr/lib/postgresql")
        || (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "postgres")));
}
