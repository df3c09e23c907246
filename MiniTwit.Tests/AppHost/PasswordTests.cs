using System.Diagnostics;
using MiniTwit.AppHost;
using MiniTwit.AppHost.Hosting;
using MiniTwit.AppHost.Postgres;
using MiniTwit.Tests.Logging;
using MiniTwit.Tests.Stack;
using Npgsql;

namespace MiniTwit.Tests.AppHost;

/// <summary>A database that outlived the file with its password.</summary>
public sealed class PasswordTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    // Postgres runs as another user when the tests run as root, and has to get in.
    private readonly string _data = Directory
        .CreateDirectory(Path.Combine(Path.GetTempPath(), $"minitwit-password-{Guid.NewGuid():N}"))
        .FullName;

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Fact]
    public async Task A_cluster_takes_the_password_of_this_start()
    {
        Assert.Equal("minitwit", await SignInAsync("the first"));
        Assert.Equal("minitwit", await SignInAsync("""another, with ' and \ and " in it"""));
    }

    [Fact]
    public void A_volume_whose_password_is_lost_is_told_with_what_to_do()
    {
        var data = new LocalData(_data);
        var volume = $"minitwit-{data.Id}-postgres-{Images.PostgresMajor}";

        var problem = Assert.Throws<SetupException>(() => KeptVolumes.CheckPasswords(data, _ => false, () => ["another", volume]));
        Assert.Equal(
            $"The password to {volume} is no longer in {Path.Combine(_data, "secrets")}. Put it back as the file postgres-password, "
                + $"or begin anew without the data: docker volume rm {volume}",
            problem.Message
        );
    }

    [Fact]
    public void A_volume_with_its_password_or_no_volume_is_fine()
    {
        var data = new LocalData(_data);
        string[] volumes = ["postgres", "elasticsearch", "grafana"];

        KeptVolumes.CheckPasswords(data, _ => false, () => ["another"]);
        KeptVolumes.CheckPasswords(
            data,
            _ => true,
            () => throw new InvalidOperationException("Not asked where a setting has the password.")
        );
        foreach (var name in volumes)
        {
            data.Secret($"{name}-password");
        }

        KeptVolumes.CheckPasswords(data, _ => false, () => volumes.Append(PostgresExtensions.DataVolume).Select(data.Volume));
    }

    private async Task<object?> SignInAsync(string password)
    {
        var port = AppProcess.FreePort();
        var start = new ProcessStartInfo("bash", [Repository.File("MiniTwit.AppHost", "Postgres", "postgres.sh")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PGDATA"] = Path.Combine(_data, "postgres");
        start.Environment["PGUSER"] = start.Environment["PGDATABASE"] = "minitwit";
        start.Environment["PGPASSWORD"] = password;
        start.Environment["PGPORT"] = $"{port}";
        using var server = Process.Start(start)!;
        server.BeginOutputReadLine();
        server.BeginErrorReadLine();
        try
        {
            return await AskAsync(
                new()
                {
                    Host = "127.0.0.1",
                    Port = port,
                    Username = "minitwit",
                    Password = password,
                    Database = "minitwit",
                    Pooling = false,
                }
            );
        }
        finally
        {
            using var kill = Process.Start("kill", ["-TERM", $"{server.Id}"]);
            await server.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);
        }
    }

    private static async Task<object?> AskAsync(NpgsqlConnectionStringBuilder settings)
    {
        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(Pause, TestContext.Current.CancellationToken))
        {
            try
            {
                await using var connection = new NpgsqlConnection(settings.ConnectionString);
                await connection.OpenAsync(TestContext.Current.CancellationToken);
                await using var command = new NpgsqlCommand("SELECT current_user::text", connection);
                return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
            }
            catch (NpgsqlException notYet)
                when (waited.Elapsed < Patience && notYet is not PostgresException { SqlState: PostgresErrorCodes.InvalidPassword })
            {
                // It is still starting.
            }
        }
    }
}
