using MiniTwit.AppHost.Hosting;
using MiniTwit.ServiceDefaults;

namespace MiniTwit.AppHost.Postgres;

/// <summary>The Postgres server and its one database, under the same names whichever way they are hosted.</summary>
internal static class PostgresExtensions
{
    private const string ImageTag = "17.6";

    public static PostgresChoice AddPostgres(this Stack stack) => new(stack);

    public static IResourceBuilder<ProjectResource> WithDatabase(
        this IResourceBuilder<ProjectResource> app, IResourceBuilder<IResourceWithConnectionString> database) => app.WithReference(database);

    /// <summary>Postgres as a container or as a child process.</summary>
    internal sealed class PostgresChoice(Stack stack)
    {
        private readonly IResourceBuilder<ParameterResource> _password = stack.Secret("postgres-password");
        private readonly int? _port = LocalPorts.FreeOrNull(stack.Port(ResourceNames.Postgres, 5432));

        public IResourceBuilder<IResourceWithConnectionString> AddDatabase() =>
            stack.Mode == HostingMode.Containers ? Container() : Process();

        private IResourceBuilder<PostgresDatabaseResource> Container() => stack.Builder
            .AddPostgres(ResourceNames.Postgres, password: _password, port: _port)
            .WithImageTag(ImageTag)
            .WithDataVolume($"minitwit-{stack.Data.Id}-postgres")
            .AddDatabase(ResourceNames.Database);

        private IResourceBuilder<PostgresProcessDatabase> Process() => stack.Builder
            .AddPostgresProcess(ResourceNames.Postgres, stack.Data.PostgresDirectory(), _password, _port)
            .AddDatabase(ResourceNames.Database);
    }
}
