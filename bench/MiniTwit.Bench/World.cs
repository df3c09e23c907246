using Npgsql;
using NpgsqlTypes;

namespace MiniTwit.Bench;

/// <summary>
/// The people and messages that are measured on, the same for each revision: who posts much is read much, the newest messages are by
/// everybody. Inserted through whatever triggers a schema has, but without its secondary indexes and foreign keys, which are made after.
/// </summary>
internal static class World
{
    public const int Users = 100_000,
        Active = 5_000,
        CelebritysFollowers = 60_000;

    /// <summary>Names are user1, user2, …</summary>
    public const string Celebrity = "user5001",
        Ordinary = "user20000";

    private const int Posting = 99_000,
        FollowsEach = 20,
        SecondsBetweenPosts = 5,
        Seed = 1;

    /// <summary>Who reads, whom they follow, and what the row that measures it is called.</summary>
    public static readonly (string Name, string Follows)[] Readers =
    [
        ("reader5000", $"id <= {Active}"),
        ("reader500", $"id <= {Active} AND id % 10 = 0"),
        ("readersilent", $"id > {Posting} AND id <= {Posting} + 5"),
        ("readernobody", "false"),
    ];

    /// <summary>People and who follows whom; the first messages come with <see cref="GrowAsync"/>.</summary>
    public static async Task PopulateAsync(Postgres postgres, string database, CancellationToken ct)
    {
        await using var connection = await postgres.OpenAsync(database, ct);
        await using (
            var users = await connection.BeginBinaryImportAsync(
                "COPY users (id, name, normalized_name, email, password_hash) FROM STDIN BINARY",
                ct
            )
        )
        {
            for (var n = 1; n <= Users; n++)
            {
                await users.WriteRowAsync(ct, (long)n, $"user{n}", $"USER{n}", $"user{n}@example.com", "");
            }

            await users.CompleteAsync(ct);
        }

        await ExecuteAsync(connection, $"ALTER TABLE users ALTER COLUMN id RESTART WITH {Users + 1}", ct);
        var restore = await TakeIndexesAsync(connection, "follows", ct);
        await using (var follows = await connection.BeginBinaryImportAsync("COPY follows (follower_id, followee_id) FROM STDIN BINARY", ct))
        {
            foreach (var (follower, followee) in Follows())
            {
                await follows.StartRowAsync(ct);
                await follows.WriteAsync((long)follower, NpgsqlDbType.Bigint, ct);
                await follows.WriteAsync((long)followee, NpgsqlDbType.Bigint, ct);
            }

            await follows.CompleteAsync(ct);
        }

        await ExecuteAsync(connection, $"{restore}; VACUUM (ANALYZE) users; VACUUM (ANALYZE) follows", ct);
    }

    /// <summary>Adds messages until there have been so many.</summary>
    public static async Task GrowAsync(Postgres postgres, string database, int from, int to, CancellationToken ct)
    {
        await using var connection = await postgres.OpenAsync(database, ct);
        var restore = await TakeIndexesAsync(connection, "messages", ct);
        var random = new Random(Seed + from);
        var start = DateTime.UtcNow.AddSeconds(-(double)SecondsBetweenPosts * (to - from));
        await using (
            var messages = await connection.BeginBinaryImportAsync("COPY messages (author_id, text, posted_at) FROM STDIN BINARY", ct)
        )
        {
            for (var n = 0; n < to - from; n++)
            {
                var draw = random.NextDouble();
                await messages.StartRowAsync(ct);
                await messages.WriteAsync(1 + (long)(Posting * draw * draw), NpgsqlDbType.Bigint, ct);
                await messages.WriteAsync($"Message {n} of the length that messages tend to have in the scenario.", NpgsqlDbType.Text, ct);
                await messages.WriteAsync(start.AddSeconds((double)SecondsBetweenPosts * n), NpgsqlDbType.TimestampTz, ct);
            }

            await messages.CompleteAsync(ct);
        }

        await ExecuteAsync(connection, $"{restore}; VACUUM (ANALYZE) messages; CHECKPOINT", ct);
    }

    public static Task FollowAsync(Postgres postgres, string database, CancellationToken ct) =>
        postgres.ExecuteAsync(
            database,
            string.Join(
                ';',
                Readers.Select(reader =>
                    "INSERT INTO follows (follower_id, followee_id) "
                    + $"SELECT (SELECT id FROM users WHERE name = '{reader.Name}'), id FROM users WHERE {reader.Follows}"
                )
            ),
            ct
        );

    // Everybody follows one of each of twenty groups of authors, of which the first are few and write most, so that nobody is followed
    // twice by the same; in the order in which it may have happened, not follower by follower.
    private static IEnumerable<(int Follower, int Followee)> Follows()
    {
        for (var group = 0; group < FollowsEach; group++)
        {
            var (first, next) = (Border(group), Border(group + 1));
            for (var user = 1; user <= Users; user++)
            {
                var followee = first + 1 + (int)(user * 2_654_435_761L % (next - first));
                if (followee != user && followee != CelebritysId)
                {
                    yield return (user, followee);
                }

                if (group == FollowsEach / 2 && user > Users - CelebritysFollowers)
                {
                    yield return (user, CelebritysId);
                }
            }
        }

        static int Border(int group) => (int)((long)Posting * group * group / (FollowsEach * FollowsEach));
    }

    private const int CelebritysId = Active + 1;

    // Read from the catalogue, whatever a schema has. Primary keys stay.
    private static async Task<string> TakeIndexesAsync(NpgsqlConnection connection, string table, CancellationToken ct)
    {
        await using var query = new NpgsqlCommand(
            """
            SELECT format('DROP INDEX %s', i.indexrelid::regclass), pg_get_indexdef(i.indexrelid)
            FROM pg_index i WHERE i.indrelid = $1::regclass AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)
            UNION ALL
            SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname),
                format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
            FROM pg_constraint WHERE conrelid = $1::regclass AND contype = 'f'
            """,
            connection
        )
        {
            Parameters = { new() { Value = table } },
        };
        var (drop, create) = (new List<string>(), new List<string> { "SET maintenance_work_mem = '512MB'" });
        await using (var reader = await query.ExecuteReaderAsync(ct))
        {
            while (await reader.ReadAsync(ct))
            {
                drop.Add(reader.GetString(0));
                create.Add(reader.GetString(1));
            }
        }

        await ExecuteAsync(connection, string.Join(';', drop), ct);
        return string.Join(';', create);
    }

    // One by one: VACUUM runs alone.
    private static async Task ExecuteAsync(NpgsqlConnection connection, string statements, CancellationToken ct)
    {
        foreach (var statement in statements.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            await using var command = new NpgsqlCommand(statement, connection) { CommandTimeout = 600 };
            await command.ExecuteNonQueryAsync(ct);
        }
    }
}
