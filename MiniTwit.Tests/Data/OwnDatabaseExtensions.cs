using MiniTwit.Tests.Stack;
using Npgsql;

namespace MiniTwit.Tests.Data;

/// <summary>A user of an API with a database of its own, signed in.</summary>
internal sealed record Member(string Name, string Bearer)
{
    public string Segment => Uri.EscapeDataString(Name);

    public static async Task<Member> JoinAsync(Api api, NpgsqlDataSource database)
    {
        var name = Person.NewName();
        await Person.RegisterAsync(api, database, name, "a@b");
        return new(name, $"Bearer {await Person.OpenSessionAsync(database, name)}");
    }
}

internal static class OwnDatabaseExtensions
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    public static Task<Member> JoinAsync(this OwnDatabase own) => Member.JoinAsync(own.Api, own.Direct);

    /// <summary>Ends all connections but this test's own, without a word to those who hold them.</summary>
    public static async Task BreakConnectionsAsync(this OwnDatabase own)
    {
        await own.Direct.ValueAsync<long>(
            """
            SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
            """
        );
        own.Direct.Clear();
    }

    /// <summary>Runs a statement in a transaction that stays open: what it locks is locked until this is disposed of.</summary>
    public static async Task<IAsyncDisposable> LockAsync(this OwnDatabase own, string sql)
    {
        var connection = await own.Direct.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        return connection;
    }

    /// <summary>Waits, but not forever, until so many connections wait for a lock; gives how many do.</summary>
    public static async Task<long> WaitForWaitingAsync(this OwnDatabase own, int connections)
    {
        long waiting;
        var start = TimeProvider.System.GetTimestamp();
        while (
            (
                waiting = await own.Direct.ValueAsync<long>(
                    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
                )
            ) < connections
            && TimeProvider.System.GetElapsedTime(start) < Patience
        )
        {
            await Task.Delay(Pause, TestContext.Current.CancellationToken);
        }

        return waiting;
    }
}
