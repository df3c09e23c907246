namespace MiniTwit.Tests.Droplets;

/// <summary>
/// A column, a back-fill and an index for a million messages, in the steps that docs/operations/database.md asks of a migration, while
/// the simulator is at work.
/// </summary>
[Collection(TwoDropletsGroup.Name)]
[Trait("Tier", "Droplets")]
public sealed class LargeMigrationTests(TwoDroplets droplets)
{
    private const int Messages = 1_000_000;
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private static readonly string[] Steps =
    [
        "ALTER TABLE messages ADD COLUMN length int",
        """
            DO \$\$
            DECLARE low bigint := 0; high bigint := (SELECT max(id) FROM messages);
            BEGIN
                WHILE low <= high LOOP
                    UPDATE messages SET length = char_length(text) WHERE id > low AND id <= low + 5000 AND length IS NULL;
                    COMMIT;
                    PERFORM pg_sleep(0.02);
                    low := low + 5000;
                END LOOP;
            END \$\$
            """,
        "CREATE INDEX CONCURRENTLY ix_messages_length ON messages (length)",
    ];

    [Fact]
    public async Task Requests_notice_nothing_of_a_migration_of_a_million_messages()
    {
        TwoDroplets.SkipWhereNoneAreMade();
        await droplets.Database.SqlAsync(
            $"""
            INSERT INTO users (name, normalized_name, email, password_hash) VALUES ('Million', 'MILLION', 'million@example.org', 'none') ON CONFLICT DO NOTHING;
            INSERT INTO messages (author_id, text) SELECT (SELECT id FROM users WHERE name = 'Million'), 'message ' || n FROM generate_series(1, {Messages}) n;
            ANALYZE messages
            """,
            Minute * 4
        );
        var calm = await SlowestAsync(seed: 301, load => load.MoreAsync(500, Minute));

        var started = TimeProvider.System.GetTimestamp();
        var during = await SlowestAsync(
            seed: 302,
            async _ =>
            {
                foreach (var step in Steps)
                {
                    await StepAsync(step);
                }
            }
        );
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"Migrated in {TimeProvider.System.GetElapsedTime(started).TotalSeconds:0} s; the slowest request took {during:0} ms, in calm {calm:0} ms."
        );

        Assert.Equal(
            "0",
            await droplets.Database.SqlAsync(
                "SELECT count(*) FROM messages WHERE length IS NULL AND author_id = (SELECT id FROM users WHERE name = 'Million')"
            )
        );
        Assert.Equal(
            "t",
            await droplets.Database.SqlAsync("SELECT indisvalid FROM pg_index WHERE indexrelid = 'ix_messages_length'::regclass")
        );
        Assert.InRange(during, 0, calm + 1000);
        await droplets.Database.SqlAsync("ALTER TABLE messages DROP COLUMN length; DELETE FROM users WHERE name = 'Million'", Minute * 3);
    }

    /// <summary>The slowest request, in ms, of a load that makes no error meanwhile.</summary>
    private async Task<double> SlowestAsync(int seed, Func<SimulatorLoad, Task> meanwhile)
    {
        await using var load = SimulatorLoad.Start(droplets, seed);
        await load.MoreAsync(50, Minute);
        await meanwhile(load);
        var total = (await load.StopAsync()).GetProperty("total");
        Assert.True(total.GetProperty("errors").GetInt64() == 0, total.ToString());
        return total.GetProperty("latencyMs").GetProperty("max").GetDouble();
    }

    /// <summary>As the owner, who gives up a lock after 2 s of waiting, and comes again, as the migrator does.</summary>
    private async Task StepAsync(string sql)
    {
        for (var attempt = 1; ; attempt++)
        {
            var (code, said) = await droplets.Database.SqlAsRoleAsync("minitwit_owner", sql, limit: Minute * 4);
            if (code == 0)
            {
                return;
            }

            Assert.True(attempt < 10 && said.Contains("lock timeout", StringComparison.Ordinal), said);
            await Task.Delay(1000, TestContext.Current.CancellationToken);
        }
    }
}
