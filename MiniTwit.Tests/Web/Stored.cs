using Npgsql;

namespace MiniTwit.Tests.Web;

/// <summary>What the database holds, for asserts that the pages alone cannot answer for.</summary>
internal sealed class Stored(NpgsqlDataSource database)
{
    /// <summary>A user's messages, oldest first.</summary>
    public Task<IReadOnlyList<string>> MessagesOfAsync(string user) =>
        ListAsync("SELECT text FROM messages JOIN users ON users.id = author_id WHERE name = $1 ORDER BY messages.id", user);

    /// <summary>The names of those whom a user follows.</summary>
    public Task<IReadOnlyList<string>> FollowedByAsync(string user) =>
        ListAsync(
            "SELECT o.name FROM follows JOIN users u ON u.id = follower_id JOIN users o ON o.id = followee_id WHERE u.name = $1 ORDER BY 1",
            user
        );

    /// <summary>Whom a user blocks and mutes, each behind that word.</summary>
    public Task<IReadOnlyList<string>> HiddenByAsync(string user) =>
        ListAsync(
            """
            SELECT CASE WHEN is_mute THEN 'mute ' ELSE 'block ' END || o.name
            FROM blocks JOIN users u ON u.id = user_id JOIN users o ON o.id = other_id WHERE u.name = $1 ORDER BY 1
            """,
            user
        );

    /// <summary>How many sessions a user has.</summary>
    public async Task<long> SessionsOfAsync(string user) =>
        long.Parse(
            Assert.Single(await ListAsync("SELECT count(*)::text FROM sessions JOIN users ON users.id = user_id WHERE name = $1", user)),
            System.Globalization.CultureInfo.InvariantCulture
        );

    public async Task<bool> HasUserAsync(string user) => (await ListAsync("SELECT name FROM users WHERE name = $1", user)).Count == 1;

    /// <summary>The id of a user's only message.</summary>
    public async Task<string> MessageIdAsync(string user) =>
        Assert.Single(await ListAsync("SELECT messages.id::text FROM messages JOIN users ON users.id = author_id WHERE name = $1", user));

    private async Task<IReadOnlyList<string>> ListAsync(string sql, string argument)
    {
        await using var command = database.CreateCommand(sql);
        command.Parameters.AddWithValue(argument);
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var rows = new List<string>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            rows.Add(reader.GetString(0));
        }

        return rows;
    }
}
