using Aspire.Hosting.Testing;
using MiniTwit.ServiceDefaults;
using MiniTwit.Tests.Stack;
using Npgsql;

namespace MiniTwit.Tests.Users;

/// <summary>What becomes of a database in which people registered before names that look the same were one.</summary>
public sealed class NameMigrationTests(StackFixture stack) : IAsyncLifetime
{
    private const string Composed = "Andr\u00E9";
    private const string Decomposed = "Andre\u0301";
    private const string NotEntered =
        "SELECT name FROM users u WHERE NOT EXISTS (SELECT FROM taken_names t WHERE t.user_id = u.id) ORDER BY id";

    private readonly string _name = $"names_{Guid.NewGuid():N}";
    private string _connection = "";
    private NpgsqlDataSource _database = null!;

    [Fact]
    public async Task Those_who_are_there_keep_their_names_and_clashes_are_told()
    {
        await GoBackAsync();
        await RegisterAsOfOldAsync("Bob", Composed, Decomposed, "\u0430da", "Ada");
        await _database.ChangeAsync(
            "INSERT INTO users (name, normalized_name, email, password_hash, created_at) SELECT 'U' || n, 'U' || n, 'a@b', 'x', now() FROM generate_series(1, 12000) n"
        );

        var said = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => MigrateAsync()));

        Assert.All(
            said,
            output => Assert.Contains($"The names {Decomposed} and {Composed} look the same", output, StringComparison.Ordinal)
        );
        Assert.All(said, output => Assert.Contains("The names Ada and \u0430da look the same", output, StringComparison.Ordinal));
        Assert.Equal([Decomposed, "Ada"], await _database.TextsAsync(NotEntered));
        foreach (var name in new[] { "Bob", Composed, Decomposed, "\u0430da", "Ada", "U12000" })
        {
            Assert.Equal(
                name,
                await _database.ValueAsync<string>("SELECT name FROM users WHERE id = find_user($1)", name.ToUpperInvariant())
            );
        }
    }

    [Fact]
    public async Task One_that_was_killed_on_its_way_is_gone_on_with()
    {
        await GoBackAsync();
        await RegisterAsOfOldAsync("Bob", "Ada", "Grace");
        await MigrateAsync();
        await _database.ChangeAsync("DELETE FROM taken_names WHERE user_id <> (SELECT id FROM users WHERE name = 'Bob')");
        await _database.ChangeAsync("DELETE FROM \"__EFMigrationsHistory\" WHERE migration_id LIKE '%AccountNames'");
        // Somebody who is there, and is not entered yet, registers once more.
        await RegisterAsOfOldAsync("Grace");

        await MigrateAsync();

        Assert.Empty(await _database.TextsAsync(NotEntered));
        Assert.Equal(3, await _database.ValueAsync<long>("SELECT count(*) FROM users"));
        Assert.Equal("Grace", await _database.ValueAsync<string>("SELECT name FROM users WHERE id = find_user($1)", "GR\uFE0FACE"));
    }

    public async ValueTask InitializeAsync()
    {
        await stack.Database.ChangeAsync($"CREATE DATABASE {_name}");
        var connection = await stack.App.GetConnectionStringAsync(ResourceNames.Database, TestContext.Current.CancellationToken);
        _connection = new NpgsqlConnectionStringBuilder(connection) { Database = _name, Pooling = false }.ConnectionString;
        _database = NpgsqlDataSource.Create(_connection);
        await MigrateAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        await stack.Database.ChangeAsync($"DROP DATABASE {_name} WITH (FORCE)");
    }

    /// <summary>To the schema of before.</summary>
    private async Task GoBackAsync()
    {
        await _database.ChangeAsync("DROP TRIGGER enter_name_words ON users");
        await _database.ChangeAsync("DROP TRIGGER claim_name ON users");
        await _database.ChangeAsync("DROP FUNCTION claim_name, find_user, name_hash, fold_name");
        await _database.ChangeAsync("DROP TABLE taken_names");
        await _database.ChangeAsync("DELETE FROM \"__EFMigrationsHistory\" WHERE migration_id LIKE '%AccountNames'");
    }

    private async Task RegisterAsOfOldAsync(params string[] names)
    {
        foreach (var name in names)
        {
            await _database.ChangeAsync(
                """
                INSERT INTO users (name, normalized_name, email, password_hash, password_is_interim, created_at)
                VALUES ($1, $2, 'a@b', 'x', false, now()) ON CONFLICT (normalized_name) DO NOTHING
                """,
                name,
                name.ToUpperInvariant()
            );
        }
    }

    private Task<string> MigrateAsync() => Migration.RunAsync(_connection);
}
