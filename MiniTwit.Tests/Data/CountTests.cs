using MiniTwit.Tests.Logging;
using MiniTwit.Tests.Stack;
using Npgsql;

namespace MiniTwit.Tests.Data;

/// <summary>Profiles tell the truth while everything changes and the marks move on, and what was tampered with is found and mended.</summary>
[Collection(Duress.Name)]
public sealed class CountTests(OwnDatabase own) : IAsyncLifetime
{
    private const int People = 12;
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(8);

    private const string Wrong = """
        SELECT u.id || ': ' || c::text || ' instead of ' || truth::text
        FROM users u CROSS JOIN LATERAL counts_of(u.id) c
        CROSS JOIN LATERAL (
            SELECT
                (SELECT count(*) FROM messages WHERE author_id = u.id AND NOT flagged) AS messages,
                (SELECT count(*) FROM follows WHERE followee_id = u.id) AS followers,
                (SELECT count(*) FROM follows WHERE follower_id = u.id) AS following) truth
        WHERE (c.messages, c.followers, c.following) <> (truth.messages, truth.followers, truth.following)
        """;

    // $1 and $2 are numbers of people.
    private const string Someone = "(SELECT id FROM users ORDER BY id OFFSET $1 % (SELECT count(*) FROM users) LIMIT 1)";
    private const string Other = "(SELECT id FROM users ORDER BY id OFFSET $2 % (SELECT count(*) FROM users) LIMIT 1)";
    private const string Join =
        "INSERT INTO users (name, normalized_name, email, password_hash) SELECT n, upper(n), '', '' FROM (SELECT 'c' || gen_random_uuid()) names (n)";

    private static readonly string[] Changes =
    [
        $"INSERT INTO messages (author_id, text) SELECT {Someone}, 'x' FROM generate_series(0, $2 % 3)",
        $"INSERT INTO messages (author_id, text, flagged) SELECT {Someone}, 'x', true WHERE $2 > 0",
        $"INSERT INTO follows (follower_id, followee_id) SELECT a, b FROM (SELECT {Someone}, {Other}) pair (a, b) WHERE a <> b ON CONFLICT DO NOTHING",
        $"INSERT INTO follows (follower_id, followee_id) SELECT a, id FROM (SELECT {Someone}) one (a), users WHERE id <> a AND $2 > 0 ON CONFLICT DO NOTHING",
        $"DELETE FROM follows WHERE follower_id = {Someone} AND followee_id = {Other}",
        $"DELETE FROM messages WHERE id = (SELECT id FROM messages WHERE author_id = {Someone} ORDER BY id DESC OFFSET $2 LIMIT 1)",
        $"UPDATE messages SET flagged = NOT flagged WHERE author_id = {Someone} AND id % 3 = $2 % 3",
        $"WITH gone AS (DELETE FROM users WHERE id = {Someone} AND $2 = 0) {Join} WHERE $2 = 0",
    ];

    public async ValueTask InitializeAsync()
    {
        await EmptyAsync();
        for (var person = 0; person < People; person++)
        {
            await own.Direct.ChangeAsync(Join);
        }
    }

    public async ValueTask DisposeAsync() => await EmptyAsync();

    [Fact]
    public async Task Counts_are_the_truth_at_every_moment()
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        over.CancelAfter(Duration);
        var others = Task.WhenAll([
            .. Enumerable.Range(1, 3).Select(seed => ChangeAsync(new Random(seed), over.Token)),
            FoldAsync(batch: 3, over.Token),
            HoldAsync(over.Token),
        ]);
        var samples = 0;
        var moves = new HashSet<long>();
        while (!others.IsCompleted)
        {
            Assert.Empty(await own.Direct.TextsAsync(Wrong));
            moves.Add(await own.Direct.ValueAsync<long>("SELECT messages_through FROM counted"));
            samples++;
        }

        await others;
        Assert.Empty(await own.Direct.TextsAsync(Wrong));
        Assert.True(samples > 20, $"{samples} samples");
        Assert.True(moves.Count > 5, $"{moves.Count} moves");
        Assert.Equal(0, await VerifyAsync());
    }

    [Fact]
    public async Task They_are_while_messages_go_and_come_back()
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        over.CancelAfter(Duration);
        var members = new[] { await own.JoinAsync(), await own.JoinAsync(), await own.JoinAsync() };
        var restored = 0;
        var others = Task.WhenAll([.. members.Select(RegretAsync), FoldAsync(batch: 3, over.Token)]);
        var moves = new HashSet<long>();
        while (!others.IsCompleted)
        {
            Assert.Empty(await own.Direct.TextsAsync(Wrong));
            moves.Add(await own.Direct.ValueAsync<long>("SELECT messages_through FROM counted"));
        }

        await others;
        Assert.Empty(await own.Direct.TextsAsync(Wrong));
        Assert.True(restored > 50, $"{restored} restored");
        Assert.True(moves.Count > 5, $"{moves.Count} moves");
        await FoldAllAsync();
        Assert.Empty(await own.Direct.TextsAsync(Wrong));
        Assert.Equal(0, await VerifyAsync());

        // Some of them long after the mark has passed, some before.
        async Task RegretAsync(Member member)
        {
            var ids = new List<long>();
            var random = new Random(1);
            while (!over.IsCancellationRequested)
            {
                var posted = await own.Api.PostAsync("/api/v1/messages", new { text = "x" }, member.Bearer);
                ids.Add(posted.Json.GetProperty("id").GetInt64());
                var id = ids[random.Next(ids.Count)];
                Assert.Equal(204, (int)(await own.Api.SendAsync("DELETE", $"/api/v1/messages/{id}", null, member.Bearer)).Status);
                Assert.Equal(204, (int)(await own.Api.SendAsync("POST", $"/api/v1/messages/{id}/restore", null, member.Bearer)).Status);
                Interlocked.Increment(ref restored);
            }
        }
    }

    [Fact]
    public async Task What_was_tampered_with_is_found_and_mended()
    {
        var member = await own.JoinAsync();
        await own.Direct.ChangeAsync("INSERT INTO messages (author_id, text) SELECT id, 'x' FROM users, generate_series(1, 3)");
        await FoldAllAsync();
        Assert.Equal(0, await VerifyAsync());

        await own.Direct.ChangeAsync(
            "UPDATE user_counts SET messages = 5, followers = 1 WHERE user_id = (SELECT id FROM users WHERE name = $1)",
            member.Name
        );
        Assert.Equal(5, await MessagesOfAsync(member));
        Assert.Equal(1, await VerifyAsync());
        Assert.Equal(5, await MessagesOfAsync(member));
        Assert.Equal(0, await VerifyAsync("--mend"));
        Assert.Equal(3, await MessagesOfAsync(member));
        Assert.Equal(0, await VerifyAsync());
    }

    [Fact]
    public async Task Emptied_tables_are_counted_anew()
    {
        await own.Direct.ChangeAsync("INSERT INTO messages (author_id, text) SELECT id, 'x' FROM users, generate_series(1, 3)");
        await FoldAllAsync();
        await own.Direct.ChangeAsync("TRUNCATE messages RESTART IDENTITY CASCADE");
        Assert.Empty(await own.Direct.TextsAsync(Wrong));
        await own.Direct.ChangeAsync("INSERT INTO messages (author_id, text) SELECT id, 'x' FROM users");
        Assert.Empty(await own.Direct.TextsAsync(Wrong));
        await FoldAllAsync();
        Assert.Empty(await own.Direct.TextsAsync(Wrong));
        Assert.Equal(0, await VerifyAsync());
    }

    private async Task ChangeAsync(Random random, CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            try
            {
                await own.Direct.ChangeAsync(Changes[random.Next(Changes.Length)], random.Next(People), random.Next(People));
            }
            catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.ForeignKeyViolation or PostgresErrorCodes.DeadlockDetected)
            {
                // Whom it was about has left, or is about to.
            }
        }
    }

    private async Task FoldAsync(int batch, CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            await own.Direct.ChangeAsync($"CALL fold_counts({batch})");
        }
    }

    // Has its ids long before anybody sees its rows, while later ones come and are counted.
    private async Task HoldAsync(CancellationToken over)
    {
        for (var turn = 0; !over.IsCancellationRequested; turn++)
        {
            await using var connection = await own.Direct.OpenConnectionAsync(TestContext.Current.CancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
            await using var post = new NpgsqlCommand(
                "INSERT INTO messages (author_id, text) SELECT id, 'held' FROM (SELECT id FROM users ORDER BY id LIMIT 1 FOR KEY SHARE) AS one",
                connection,
                transaction
            );
            await post.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
            await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
            if (turn % 3 == 0)
            {
                await transaction.RollbackAsync(TestContext.Current.CancellationToken);
            }
            else
            {
                await transaction.CommitAsync(TestContext.Current.CancellationToken);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(500), TestContext.Current.CancellationToken);
        }
    }

    // Marks move in two steps, and the API's own call may be at it.
    private async Task FoldAllAsync()
    {
        const string Left = """
            SELECT (SELECT count(*) FROM messages, counted WHERE messages.id > messages_through)
                + (SELECT count(*) FROM follows, counted WHERE follows.id > follows_through) + (SELECT count(*) FROM count_changes)
            """;
        for (var times = 0; times < 500 && await own.Direct.ValueAsync<long>(Left) > 0; times++)
        {
            await own.Direct.ChangeAsync("CALL fold_counts(1000)");
        }

        Assert.Equal(0, await own.Direct.ValueAsync<long>(Left));
    }

    private async Task<int> VerifyAsync(params string[] arguments)
    {
        await using var verify = AppProcess.Start<Projects.MiniTwit_ApiService>(own.Settings, ["verify-counts", .. arguments]);
        return await verify.WaitForExitAsync();
    }

    private async Task<int> MessagesOfAsync(Member member) =>
        (await own.Api.GetAsync($"/api/v1/users/{member.Segment}")).Json.GetProperty("messages").GetInt32();

    private async Task EmptyAsync() =>
        await own.Direct.ChangeAsync("TRUNCATE users, taken_names, sessions, messages, follows RESTART IDENTITY CASCADE");
}
