using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace MiniTwit.Bench;

/// <summary>A server of the run's own, with room in its WAL, so that no checkpoint that the load causes blurs the figures.</summary>
internal sealed class Postgres(string root, string work) : IAsyncDisposable
{
    public const string Settings =
        "max_wal_size = 8GB, checkpoint_timeout = 30min, shared_buffers = 512MB, max_connections = 300; everything else as PostgreSQL has it";

    private const string Own = "bench",
        Password = "bench";
    private static readonly TimeSpan AtMost = TimeSpan.FromSeconds(60);

    private readonly int _port = Machine.FreePort();
    private Process? _process;

    public string Data => Path.Combine(work, "postgres");

    public double Cpu =>
        Machine.CpuOf(int.Parse(File.ReadLines(Path.Combine(Data, "postmaster.pid")).First(), CultureInfo.InvariantCulture));

    /// <summary>What pgbench and psql go by.</summary>
    public Dictionary<string, string> Environment(string database) =>
        new()
        {
            ["PGDATA"] = Data,
            ["PGHOST"] = "127.0.0.1",
            ["PGPORT"] = $"{_port}",
            ["PGUSER"] = "minitwit",
            ["PGPASSWORD"] = Password,
            ["PGDATABASE"] = database,
        };

    public string ConnectionString(string database) =>
        $"Host=127.0.0.1;Port={_port};Username=minitwit;Password={Password};Database={database}";

    public async Task StartAsync(CancellationToken ct)
    {
        await RunAsync(ct);
        string[] settings =
        [
            "max_wal_size = '8GB'",
            "checkpoint_timeout = '30min'",
            "shared_buffers = '512MB'",
            "max_connections = 300",
            "shared_preload_libraries = 'pg_stat_statements'",
        ];
        foreach (var setting in settings)
        {
            await ExecuteAsync(Own, $"ALTER SYSTEM SET {setting}", ct);
        }

        NpgsqlConnection.ClearAllPools();
        await DisposeAsync();
        await RunAsync(ct);
        await ExecuteAsync(Own, "CREATE EXTENSION pg_stat_statements", ct);
        await CountStatementsAsync(false, ct);
    }

    public Task CreateAsync(string database, CancellationToken ct) => ExecuteAsync(Own, $"CREATE DATABASE {database}", ct);

    /// <summary>Statements are counted in warm-ups alone: what is timed does not pay for it.</summary>
    public async Task CountStatementsAsync(bool count, CancellationToken ct)
    {
        await ExecuteAsync(Own, $"ALTER SYSTEM SET pg_stat_statements.track = {(count ? "top" : "none")}", ct);
        await ExecuteAsync(Own, "SELECT pg_reload_conf(), pg_stat_statements_reset()", ct);
        await Task.Delay(100, ct);
    }

    public async Task<long> StatementsAsync(string database, CancellationToken ct) =>
        await ValueAsync<long>(
            Own,
            "SELECT coalesce(sum(calls), 0)::bigint FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid "
                + $"WHERE d.datname = '{database}'",
            ct
        );

    public async Task ExecuteAsync(string database, string sql, CancellationToken ct)
    {
        await using var connection = await OpenAsync(database, ct);
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 600 };
        await command.ExecuteNonQueryAsync(ct);
    }

    public async Task<T> ValueAsync<T>(string database, string sql, CancellationToken ct)
    {
        await using var connection = await OpenAsync(database, ct);
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync(ct))!;
    }

    public async Task<NpgsqlConnection> OpenAsync(string database, CancellationToken ct)
    {
        var connection = new NpgsqlConnection(ConnectionString(database));
        await connection.OpenAsync(ct);
        return connection;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { } process)
        {
            await Machine.EndAsync(process);
            process.Dispose();
            _process = null;
        }
    }

    private async Task RunAsync(CancellationToken ct)
    {
        var log = Path.Combine(work, "postgres.log");
        _process = Machine.Start(log, root, Environment(Own), "MiniTwit.AppHost/Postgres/postgres.sh");
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                await ExecuteAsync(Own, "SELECT 1", ct);
                return;
            }
            catch (NpgsqlException) when (!_process.HasExited && Stopwatch.GetElapsedTime(started) < AtMost)
            {
                await Task.Delay(200, ct);
            }
            catch (NpgsqlException)
            {
                throw new BenchException($"PostgreSQL did not come up:\n{await File.ReadAllTextAsync(log, ct)}");
            }
        }
    }
}
