namespace MiniTwit.AppHost.Postgres;

/// <summary>A Postgres server that runs as a child process of the stack, on a cluster of its own.</summary>
internal sealed class PostgresProcess(string name, string command, string workingDirectory, ParameterResource password)
    : ExecutableResource(name, command, workingDirectory),
        IResourceWithConnectionString
{
    public const string UserName = "minitwit";

    public EndpointReference Endpoint => new(this, "tcp");

    public ReferenceExpression ConnectionStringExpression =>
        ReferenceExpression.Create(
            $"Host={Endpoint.Property(EndpointProperty.Host)};Port={Endpoint.Property(EndpointProperty.Port)};Username={UserName};Password={password}"
        );
}

/// <summary>A database of a <see cref="PostgresProcess"/>; the server's start creates it.</summary>
internal sealed class PostgresProcessDatabase(string name, PostgresProcess server)
    : Resource(name),
        IResourceWithParent<PostgresProcess>,
        IResourceWithConnectionString
{
    public PostgresProcess Parent => server;

    public ReferenceExpression ConnectionStringExpression => ReferenceExpression.Create($"{server};Database={Name}");
}
