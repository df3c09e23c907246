using Npgsql;

namespace MiniTwit.Tests.Stack;

/// <summary>A transaction of a connection of its own, for whatever must happen in the middle of a request: it keeps its locks until told.</summary>
internal sealed class OpenTransaction(NpgsqlDataSource database, NpgsqlConnection connection, NpgsqlTransaction transaction)
    : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static async Task<OpenTransaction> BeginAsync(NpgsqlDataSource database)
    {
        var connection = await database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        return new(database, connection, await connection.BeginTransactionAsync(TestContext.Current.CancellationToken));
    }

    public async Task RunAsync(string sql, params object[] arguments)
    {
        await using var command = new NpgsqlCommand(sql, connection, transaction);
        foreach (var argument in arguments)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = argument });
        }

        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Commits once that many others wait for this transaction, or the requests have ended without waiting for it.</summary>
    public async Task CommitWhenAwaitedAsync(int waiting, params Task[] requests)
    {
        var all = Task.WhenAll(requests);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(Patience);
        while (!all.IsCompleted && await CountWaitingAsync() < waiting)
        {
            await Task.Delay(10, timeout.Token);
        }

        await transaction.CommitAsync(timeout.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await connection.DisposeAsync();
    }

    // Who waits in a queue for the row is blocked by the one before: all that wait for a lock count.
    private Task<long> CountWaitingAsync() =>
        database.ValueAsync<long>(
            """
            WITH RECURSIVE waiting AS (
                SELECT pid FROM pg_stat_activity WHERE $1 = ANY (pg_blocking_pids(pid))
                UNION SELECT a.pid FROM pg_stat_activity a JOIN waiting w ON w.pid = ANY (pg_blocking_pids(a.pid)))
            SELECT count(*) FROM waiting
            """,
            connection.ProcessID
        );
}
