using MiniTwit.Tests.Stack;
using Npgsql;

namespace MiniTwit.Tests.Timelines;

/// <summary>A transaction that does not end yet, and what it inserts.</summary>
internal sealed class Held(NpgsqlConnection connection, NpgsqlTransaction transaction)
{
    public static async Task<Held> BeginAsync(StackFixture stack)
    {
        var connection = await stack.Database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        return new(connection, await connection.BeginTransactionAsync(TestContext.Current.CancellationToken));
    }

    public static async Task<Held> InsertAsync(StackFixture stack, PagedList list, Person owner, string item)
    {
        var held = await BeginAsync(stack);
        await held.AddAsync(list, owner, item);
        return held;
    }

    public Task AddAsync(PagedList list, Person owner, string item) => list.AddAsync(connection, owner, item);

    /// <summary>Has it take its number and nothing else.</summary>
    public async Task<ulong> NumberAsync()
    {
        await using var command = new NpgsqlCommand("SELECT pg_current_xact_id()", connection, transaction);
        return Assert.IsType<ulong>(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken));
    }

    public async Task CommitAsync()
    {
        await transaction.CommitAsync(TestContext.Current.CancellationToken);
        await connection.DisposeAsync();
    }
}
