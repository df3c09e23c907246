using Aspire.Hosting.Testing;
using MiniTwit.ServiceDefaults;
using MiniTwit.Tests.Stack;
using Npgsql;

namespace MiniTwit.Tests.Messages;

/// <summary>What was posted before there were tags is listed under them, by the rule that the API has.</summary>
public sealed class TagMigrationTests(StackFixture stack) : IAsyncLifetime
{
    private static readonly string[] Texts =
    [
        "#dotnet and #DotNet, (#blåbær)#no",
        "#2026 &#39; a#b ##c /d#e @#f #g_1 #1h",
        "#日本語 #cafe\u0301s #Ünicode, #weiß",
        "#" + new string('a', 64),
        "#" + new string('b', 65),
        "nothing",
    ];

    private readonly string _name = $"tags_{Guid.NewGuid():N}";
    private string _connection = "";
    private NpgsqlDataSource _database = null!;

    [Fact]
    public async Task Messages_of_before_get_the_tags_that_they_would_get_now()
    {
        var person = await Person.JoinAsync(stack);
        var expected = new List<string>();
        foreach (var text in Texts)
        {
            var id = (await person.SayAsync(text)).GetProperty("id").GetInt64();
            expected.AddRange(await stack.Database.TextsAsync("SELECT tag FROM message_tags WHERE message_id = $1 ORDER BY 1", id));
        }

        await _database.ChangeAsync("INSERT INTO users (name, normalized_name, email, password_hash) VALUES ('A', 'A', 'a@b', 'x')");
        await _database.ChangeAsync("INSERT INTO messages (author_id, text) SELECT id, t FROM users, unnest($1) t", (object)Texts);
        await _database.ChangeAsync("DELETE FROM \"__EFMigrationsHistory\" WHERE migration_id LIKE '%AnswersAndTags'");

        await Migration.RunAsync(_connection);

        Assert.Equal(expected, await _database.TextsAsync("SELECT tag FROM message_tags ORDER BY message_id, tag"));
        Assert.Contains("dotnet", expected);
        Assert.Equal(10, expected.Count);
    }

    public async ValueTask InitializeAsync()
    {
        await stack.Database.ChangeAsync($"CREATE DATABASE {_name}");
        var connection = await stack.App.GetConnectionStringAsync(ResourceNames.Database, TestContext.Current.CancellationToken);
        _connection = new NpgsqlConnectionStringBuilder(connection) { Database = _name, Pooling = false }.ConnectionString;
        _database = NpgsqlDataSource.Create(_connection);
        await Migration.RunAsync(_connection);
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        await stack.Database.ChangeAsync($"DROP DATABASE {_name} WITH (FORCE)");
    }
}
