using Npgsql;

namespace MiniTwit.Tests.Stack;

/// <summary>How many rows there are in all: equal before and after means that nothing was stored.</summary>
internal sealed record Rows(long Users, long Messages, long Follows, long Sessions, long Blocks = 0)
{
    public static async Task<Rows> CountAsync(NpgsqlDataSource database) =>
        new(
            await database.ValueAsync<long>("SELECT count(*) FROM users"),
            await database.ValueAsync<long>("SELECT count(*) FROM messages"),
            await database.ValueAsync<long>("SELECT count(*) FROM follows"),
            await database.ValueAsync<long>("SELECT count(*) FROM sessions"),
            await database.ValueAsync<long>("SELECT count(*) FROM blocks")
        );
}

internal static class Sql
{
    /// <summary>The one value that a query gives.</summary>
    public static async Task<T> ValueAsync<T>(this NpgsqlDataSource database, string sql, params object[] arguments)
    {
        await using var command = Command(database, sql, arguments);
        return (T)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    /// <summary>Runs a statement and tells how many rows it changed.</summary>
    public static async Task<int> ChangeAsync(this NpgsqlDataSource database, string sql, params object[] arguments)
    {
        await using var command = Command(database, sql, arguments);
        return await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>The texts that a query of one column gives.</summary>
    public static async Task<List<string>> TextsAsync(this NpgsqlDataSource database, string sql, params object[] arguments)
    {
        await using var command = Command(database, sql, arguments);
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var texts = new List<string>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            texts.Add(reader.GetString(0));
        }

        return texts;
    }

    private static NpgsqlCommand Command(NpgsqlDataSource database, string sql, object[] arguments)
    {
        var command = database.CreateCommand(sql);
        foreach (var argument in arguments)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = argument });
        }

        return command;
    }
}
