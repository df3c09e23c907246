using System.Net;
using Aspire.Hosting.Testing;
using MiniTwit.ServiceDefaults;
using MiniTwit.Tests.Logging;
using MiniTwit.Tests.Stack;
using Npgsql;

namespace MiniTwit.Tests.Data;

/// <summary>
/// No route reads a whole table, however large: as the server counts what it reads, of the statements as they are sent, often enough
/// to be prepared and to get plans for any parameters.
/// </summary>
public sealed class PlanTests(StackFixture stack) : IAsyncLifetime
{
    private const string Name = "plans";
    private const string Reader = "reader";

    // Who blocks and mutes every third of all users.
    private const string Choosy = "p1";
    private const int Users = 20_000;
    private const int Followed = 3_000;

    // More than Npgsql takes to prepare a statement, and PostgreSQL to try whether one plan is as good as five.
    private const int Times = 10;

    // What is newer than the id 0.
    private const string NewerThanAll = "AgEAAA";

    private const string NoIndexes = "Options=-c enable_indexscan=off -c enable_indexonlyscan=off -c enable_bitmapscan=off";

    private const string Scanned = """
        SELECT string_agg(relname || ' ' || seq_scan, ', ' ORDER BY relname) FROM pg_stat_user_tables
        WHERE relname IN ('users', 'taken_names', 'sessions', 'messages', 'follows', 'user_counts', 'name_words', 'message_tags', 'mentions', 'blocks')
        """;

    private NpgsqlDataSource _database = null!;
    private string _connection = "";
    private string _bearer = "";
    private string _choosy = "";

    public async ValueTask InitializeAsync()
    {
        await stack.Database.ChangeAsync($"DROP DATABASE IF EXISTS {Name} WITH (FORCE)");
        await stack.Database.ChangeAsync($"CREATE DATABASE {Name}");
        _connection =
            $"{await stack.App.GetConnectionStringAsync(ResourceNames.Database, TestContext.Current.CancellationToken)};Database={Name}";
        // Each connection ends when it is done, and tells what it has read.
        _database = NpgsqlDataSource.Create($"{_connection};Pooling=false;Command Timeout=120");
        await using (var migrations = AppProcess.Start<Projects.MiniTwit_ApiService>(Settings(), "migrate"))
        {
            Assert.Equal(0, await migrations.WaitForExitAsync());
        }

        string[] world =
        [
            $"""
                INSERT INTO users (name, normalized_name, email, password_hash)
                SELECT n, upper(n), '', '' FROM (SELECT '{Reader}' UNION ALL SELECT 'p' || n FROM generate_series(1, {Users}) n) names (n)
                """,
            $"""
                INSERT INTO messages (author_id, text)
                SELECT 1 + n * 7919::bigint % {Users}, 'x' || CASE WHEN n < {Users} THEN ' once' ELSE '' END || CASE n WHEN 77 THEN ' seldom' ELSE '' END
                FROM generate_series(1, {Users * 5}) n
                """,
            $"INSERT INTO follows (follower_id, followee_id) SELECT 1, n FROM generate_series(2, {Followed}) n",
            $"INSERT INTO follows (follower_id, followee_id) SELECT n, 1 FROM generate_series(2, {Followed}) n",
            $"INSERT INTO follows (follower_id, followee_id) SELECT n, n + 1 + k FROM generate_series(2, {Users - 10}) n, generate_series(1, 4) k",
            $"""
                INSERT INTO sessions (token_hash, user_id, created_at, last_used_at, expires_at)
                SELECT sha256(n::text::bytea), n, now(), now(), now() + interval '1 day' FROM generate_series(2, {Users}) n
                """,
            "INSERT INTO message_tags (tag, message_id) SELECT CASE WHEN id % 1000 = 0 THEN 'seldom' ELSE 'often' END, id FROM messages",
            $"INSERT INTO mentions (user_id, message_id) SELECT CASE WHEN id % 3 = 0 THEN 1 ELSE 1 + id % {Users} END, id FROM messages",
            $"INSERT INTO blocks (user_id, other_id, is_mute) SELECT 2, n, n % 2 = 0 FROM generate_series(3, {Users}, 3) n",
            $"INSERT INTO blocks (user_id, other_id, is_mute) SELECT n, n + 7, n % 2 = 0 FROM generate_series(5, {Users - 10}) n",
            $"INSERT INTO mentions (user_id, message_id) SELECT 2, id FROM messages WHERE id % 5 = 0 ON CONFLICT DO NOTHING",
            "CALL fold_counts(1000000)",
            "CALL fold_counts(1000000)",
            "VACUUM ANALYZE",
        ];
        foreach (var statement in world)
        {
            await _database.ChangeAsync(statement);
        }

        _bearer = $"Bearer {await Person.OpenSessionAsync(_database, Reader)}";
        _choosy = $"Bearer {await Person.OpenSessionAsync(_database, Choosy)}";
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        await stack.Database.ChangeAsync($"DROP DATABASE {Name} WITH (FORCE)");
    }

    [Fact]
    public async Task No_route_reads_a_whole_table()
    {
        var before = await ScannedAsync();
        await using (var app = await AppProcess.StartAsync<Projects.MiniTwit_ApiService>(Settings()))
        {
            await AskAllAsync(new(app.Address));
        }

        _bearer = _choosy;
        await using (var app = await AppProcess.StartAsync<Projects.MiniTwit_ApiService>(Settings()))
        {
            await AskAllAsync(new(app.Address));
        }

        Assert.Equal(before, await ScannedAsync());

        // And it would show.
        await using (var app = await AppProcess.StartAsync<Projects.MiniTwit_ApiService>(Settings(NoIndexes)))
        {
            await GetAsync(new(app.Address), "/api/v1/users/p7");
        }

        Assert.NotEqual(before, await ScannedAsync());
    }

    private Dictionary<string, string> Settings(string more = "") =>
        new() { [$"ConnectionStrings__{ResourceNames.Database}"] = $"{_connection};{more}" };

    private async Task AskAllAsync(Api api)
    {
        for (var times = 0; times < Times; times++)
        {
            string[] lists =
            [
                "/api/v1/timelines/public",
                "/api/v1/timelines/home",
                "/api/v1/users/p7/messages",
                $"/api/v1/users/{Reader}/followers",
                $"/api/v1/users/{Reader}/following",
                "/api/v1/tags/often/messages",
                "/api/v1/tags/seldom/messages",
                "/api/v1/me/mentions",
                "/api/v1/me/blocks",
                "/api/v1/me/mutes",
            ];
            foreach (var list in lists)
            {
                var page = await GetAsync(api, list);
                await GetAsync(api, $"{list}?cursor={page.Json.GetProperty("prev").GetString()}");
                if (page.Json.GetProperty("next").GetString() is { } next)
                {
                    await GetAsync(api, $"{list}?cursor={next}");
                }
            }

            foreach (var words in new[] { "x", "once", "seldom", "nowhere", "-x", "\"once x\"", "x or nowhere" })
            {
                var found = $"/api/v1/search/messages?q={Uri.EscapeDataString(words)}";
                await GetAsync(api, found);
                await GetAsync(api, $"{found}&cursor={NewerThanAll}");
            }

            string[] others =
            [
                "/api/v1/search/users?q=p",
                "/api/v1/search/users?q=p77",
                "/api/v1/search/users?q=nobody",
                "/api/v1/me/suggestions",
                $"/api/v1/users/{Reader}",
                "/api/v1/users/p7",
                "/api/v1/users/nobody",
                "/api/v1/messages/77",
                "/api/v1/messages/77/conversation",
                "/api/v1/me",
            ];
            foreach (var other in others)
            {
                await api.GetAsync(other, _bearer);
            }

            foreach (var list in new[] { "/msgs?no=100", "/msgs/p7?no=100", $"/fllws/{Reader}?no=100", "/latest" })
            {
                Assert.Equal(HttpStatusCode.OK, (await api.SimulateAsync("GET", list)).Status);
            }

            (string Path, object Body)[] commands =
            [
                ("/msgs/p7?latest=1", new { content = "x" }),
                ("/msgs/p7?latest=1", new { content = "@p8 and @p9: #often" }),
                ("/fllws/p7?latest=2", new { follow = "p9" }),
                ("/fllws/p7", new { unfollow = "p9" }),
            ];
            foreach (var (path, body) in commands)
            {
                Assert.Equal(HttpStatusCode.NoContent, (await api.SimulateAsync("POST", path, body)).Status);
            }

            foreach (var change in new[] { "PUT", "DELETE" })
            {
                foreach (var path in new[] { "following/p9000", "blocks/p9001", "mutes/p9002" })
                {
                    Assert.Equal(HttpStatusCode.NoContent, (await api.SendAsync(change, $"/api/v1/me/{path}", null, _bearer)).Status);
                }
            }

            var posted = await api.PostAsync("/api/v1/messages", new { text = "x" }, _bearer);
            var id = posted.Json.GetProperty("id").GetInt64();
            var answered = await api.PostAsync("/api/v1/messages", new { text = "@p7 #often", inReplyTo = id }, _bearer);
            Assert.Equal(HttpStatusCode.Created, answered.Status);
            var seen = await api.SendAsync("PUT", "/api/v1/me/mentions/seen", new { upTo = id }, _bearer);
            Assert.Equal(HttpStatusCode.NoContent, seen.Status);
            Assert.Equal(HttpStatusCode.NoContent, (await api.SendAsync("DELETE", $"/api/v1/messages/{id}", null, _bearer)).Status);
        }
    }

    private async Task<Reply> GetAsync(Api api, string path)
    {
        var reply = await api.GetAsync(path, _bearer);
        Assert.Equal(HttpStatusCode.OK, reply.Status);
        return reply;
    }

    /// <summary>How often each table was read from end to end, as told by connections that have ended.</summary>
    private async Task<string> ScannedAsync()
    {
        const string Others = "SELECT count(*) FROM pg_stat_activity WHERE datname = $1 AND backend_type = 'client backend'";
        for (var times = 0; times < 100 && await stack.Database.ValueAsync<long>(Others, Name) > 0; times++)
        {
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        return await _database.ValueAsync<string>(Scanned);
    }
}
