using System.Text;
using MiniTwit.Tests.Faults;
using MiniTwit.Tests.Stack;
using Npgsql;

namespace MiniTwit.Tests.Data;

/// <summary>A server of its own with the roles of a deployment, of the file that makes them there, and the schema made by their owner.</summary>
public sealed class DeployedRoles : IAsyncLifetime
{
    private const string Password = "of all roles";
    private readonly PostgresServer _server = new();

    public async ValueTask InitializeAsync()
    {
        await _server.StartAsync();
        // As a deployment does: again after the migrations, for the tables that they made.
        await MakeRolesAsync();
        await Migration.RunAsync(ConnectionString("owner"));
        await MakeRolesAsync();
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    /// <summary>Connections of one role.</summary>
    public NpgsqlDataSource As(string role) => NpgsqlDataSource.Create(ConnectionString(role));

    private string ConnectionString(string role) =>
        new NpgsqlConnectionStringBuilder(PostgresServer.ConnectionString(_server.Port))
        {
            Username = $"minitwit_{role}",
            Password = Password,
            Pooling = false,
        }.ConnectionString;

    /// <summary>What psql does with the file: it is the only one that knows lines that begin with a backslash.</summary>
    private async Task MakeRolesAsync()
    {
        var statement = new StringBuilder();
        foreach (var line in await File.ReadAllLinesAsync(Repository.File("deploy", "postgres", "roles.sql")))
        {
            if (line.StartsWith("--", StringComparison.Ordinal) || line.StartsWith('\\'))
            {
                // All passwords are one here, and all happens in the one database that \connect goes to.
                Assert.Matches(@"^(--|\\set ON_ERROR_STOP|\\getenv \w+_password |\\connect minitwit$)", line);
                continue;
            }

            statement.AppendLine(line);
            if (line.EndsWith(@"\gexec", StringComparison.Ordinal))
            {
                foreach (var made in await _server.Direct.TextsAsync(statement.Replace(@"\gexec", "").ToString()))
                {
                    await _server.Direct.ChangeAsync(made);
                }

                statement.Clear();
            }
            else if (line.EndsWith(';'))
            {
                await _server.Direct.ChangeAsync(
                    System.Text.RegularExpressions.Regex.Replace(statement.ToString(), @":'\w+_password'", $"'{Password}'")
                );
                statement.Clear();
            }
        }

        Assert.Equal("", statement.ToString().Trim());
    }
}
