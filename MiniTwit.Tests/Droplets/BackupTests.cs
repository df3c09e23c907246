using System.Globalization;

namespace MiniTwit.Tests.Droplets;

/// <summary>Backups of a database at work, and what a restore brings back.</summary>
[Collection(TwoDropletsGroup.Name)]
[Trait("Tier", "Droplets")]
public sealed class BackupTests(TwoDroplets droplets)
{
    // Runs shell text with the database's volume, whether or not its server runs.
    private const string Volume = "docker compose run --rm -T --no-deps --entrypoint sh postgres -c";
    private const string OlderFolder = "/var/lib/postgresql/1/pgdata";
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task A_destroyed_volume_comes_back_with_every_write_up_to_the_last_archived_segment()
    {
        TwoDroplets.SkipWhereNoneAreMade();
        await using var load = SimulatorLoad.Start(droplets, seed: 101);
        await load.MoreAsync(100, Minute);
        await droplets.Database.OnAsync(
            "docker compose exec -T postgres start.sh pgbackrest --stanza=minitwit --type=diff backup",
            Minute * 2
        );
        await load.MoreAsync(100, Minute);
        var archived = await ArchiveAsync();
        await load.MoreAsync(20, Minute);

        await droplets.Database.OnAsync("docker compose kill && docker compose down --volumes", Minute);
        await load.StopAsync();
        var started = TimeProvider.System.GetTimestamp();
        var (code, said) = await TwoDroplets.OperateAsync("restore.sh", droplets.Settings, "--yes");
        var took = TimeProvider.System.GetElapsedTime(started);
        Assert.True(code == 0, said);

        var stored = await StoredWrites.ReadAsync(droplets);
        Assert.Empty(stored.Missing(load.Accepted.Where(write => write.At < archived)));
        Assert.Contains("messages, the last one of", said, StringComparison.Ordinal);
        Assert.InRange(took, TimeSpan.Zero, TimeSpan.FromMinutes(3));
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"Restored in {took.TotalSeconds:0} s; of {load.Accepted.Count} accepted writes {stored.Missing(load.Accepted).Count} were later than the last archived segment."
        );
        // The API finds the restored database by itself.
        await using var after = SimulatorLoad.Start(droplets, seed: 102);
        await after.MoreAsync(10, Minute);
    }

    [Fact]
    public async Task A_restore_keeps_others_out_and_one_that_is_killed_leaves_no_empty_database_that_takes_writes()
    {
        TwoDroplets.SkipWhereNoneAreMade();
        const string Count = "SELECT count(*) FROM messages";
        await using (var load = SimulatorLoad.Start(droplets, seed: 104))
        {
            await load.MoreAsync(50, Minute);
            await load.StopAsync();
        }

        var before = await droplets.Database.SqlAsync(Count);
        await ArchiveAsync();
        using (var restore = TwoDroplets.StartOperation("restore.sh", droplets.Settings, "--yes"))
        {
            await Shell.UntilSaidAsync(restore, "Restoring", Minute * 2);
            var (free, _) = await droplets.TryOnAsync("app", "flock --nonblock /opt/minitwit/deploy.lock true");
            Assert.Equal(1, free);
            restore.Kill(entireProcessTree: true);
        }

        // Whatever of it is done by now: who starts the database, as a deployment does, finds the rows or none that runs.
        await droplets.Database.OnAsync("docker compose up --detach postgres; sleep 10", Minute * 2);
        var (read, rows) = await droplets.TryOnAsync(
            droplets.Database.Host,
            $"cd {TwoDroplets.DatabaseFiles} && docker compose exec -T --user postgres postgres psql -XqAt -d minitwit -c '{Count}'"
        );
        Assert.True(read != 0 || rows == before, $"{rows} messages of {before}.");

        var (code, said) = await TwoDroplets.OperateAsync("restore.sh", droplets.Settings, "--yes");
        Assert.True(code == 0, said);
        Assert.Equal(before, await droplets.Database.SqlAsync(Count));
        await droplets.Edge.ServesAsync(Minute);
    }

    [Fact]
    public async Task A_trial_on_another_droplet_has_the_rows_and_leaves_the_storage_alone()
    {
        TwoDroplets.SkipWhereNoneAreMade();
        const string Count = "docker compose exec -T --user postgres postgres psql -XqAt -d minitwit -c";
        var other = droplets.Database.Host == "db" ? "next" : "db";
        await droplets.OnAsync(other, $"if cd {TwoDroplets.DatabaseFiles}; then docker compose down --volumes; fi", Minute);
        await ArchiveAsync();
        var messages = await droplets.Database.SqlAsync("SELECT count(*) FROM messages");

        var (code, said) = await TwoDroplets.OperateAsync("restore.sh", droplets.Settings, "--host", other, "--yes");

        Assert.True(code == 0, said);
        Assert.Contains("for trial", said, StringComparison.Ordinal);
        (code, said) = await TwoDroplets.OperateAsync("upgrade-db.sh", droplets.Settings, "--host", other, "--yes");
        Assert.True(code == 0, said);
        Assert.Contains("Done, for trial", said, StringComparison.Ordinal);
        Assert.Equal(
            $"{messages}\noff\n1",
            await droplets.OnAsync(
                other,
                $"cd {TwoDroplets.DatabaseFiles} && {Count} 'SELECT count(*) FROM messages' -c 'SHOW archive_mode' && docker compose ps --quiet | wc -l",
                Minute
            )
        );
        // Whoever starts the rest there, or means to make the storage fit, does not change it either.
        Assert.Contains(
            "the storage is the real one's, and stays as it is",
            await droplets.OnAsync(
                other,
                $"cd {TwoDroplets.DatabaseFiles} && docker compose exec -T postgres start.sh stanza.sh stanza-upgrade 2>&1 || true",
                Minute
            ),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "no backups are made",
            await droplets.OnAsync(
                other,
                $"cd {TwoDroplets.DatabaseFiles} && docker compose up --detach backups && sleep 3 && docker compose logs backups 2>&1",
                Minute
            ),
            StringComparison.Ordinal
        );
        await droplets.Database.ArchiveAsync();
        await droplets.OnAsync(other, $"cd {TwoDroplets.DatabaseFiles} && docker compose down --volumes", Minute);
    }

    [Fact]
    public async Task What_is_left_of_a_restore_that_did_not_end_does_not_start_as_an_empty_database()
    {
        TwoDroplets.SkipWhereNoneAreMade();
        var before = await droplets.Database.SqlAsync("SELECT count(*) FROM messages");
        var folder = await droplets.Database.OnAsync("docker compose exec -T postgres sh -c 'dirname $PGDATA'");
        await droplets.Database.OnAsync(
            $"docker compose stop && {Volume} 'touch /var/lib/postgresql/restoring && mv {folder}/pgdata {folder}/pgdata.aside'",
            Minute * 2
        );
        try
        {
            var (code, said) = await droplets.TryOnAsync(
                droplets.Database.Host,
                $"cd {TwoDroplets.DatabaseFiles} && docker compose up --detach postgres && sleep 5; docker compose logs --no-log-prefix --tail 3 postgres; {Volume} 'test ! -e {folder}/pgdata/PG_VERSION'",
                Minute * 2
            );

            Assert.True(code == 0, said);
            Assert.Contains("no empty database takes its place", said, StringComparison.Ordinal);
        }
        finally
        {
            await droplets.Database.OnAsync(
                $"docker compose stop postgres && {Volume} 'rm -rf /var/lib/postgresql/restoring {folder}/pgdata && mv {folder}/pgdata.aside {folder}/pgdata' && docker compose up --detach --wait",
                Minute * 3
            );
        }

        Assert.Equal(before, await droplets.Database.SqlAsync("SELECT count(*) FROM messages"));
        await droplets.Edge.ServesAsync(Minute);
    }

    [Fact]
    public async Task Run_again_it_keeps_what_was_the_database_and_removes_only_what_others_kept()
    {
        TwoDroplets.SkipWhereNoneAreMade();
        var before = await droplets.Database.SqlAsync("SELECT count(*) FROM messages");
        await ArchiveAsync();
        var folder = await droplets.Database.OnAsync("docker compose exec -T postgres sh -c 'dirname $PGDATA'");
        // As one that was killed in the middle leaves it, beside what one of before kept, and beside a cluster of the version before that
        // an upgrade kept; with that mark of a server that was killed.
        await droplets.Database.OnAsync(
            $"""
            docker compose stop && {Volume} 'cd {folder}
            rm -rf pgdata.before-* && mkdir pgdata.before-others
            echo pgdata.before-ours >/var/lib/postgresql/restoring
            cp -a pgdata pgdata.before-ours && echo 1 >pgdata/postmaster.pid && rm pgdata/PG_VERSION
            mkdir -p {OlderFolder} && echo 1 >{OlderFolder}/PG_VERSION'
            """,
            Minute * 2
        );

        var (code, said) = await TwoDroplets.OperateAsync("restore.sh", droplets.Settings, "--yes", "--discard-old");

        Assert.True(code == 0, said);
        Assert.Contains($"The database of before it stays in {folder}/pgdata.before-ours", said, StringComparison.Ordinal);
        Assert.Equal(before, await droplets.Database.SqlAsync("SELECT count(*) FROM messages"));
        Assert.Equal(
            "pgdata\npgdata.before-ours\npgdata.before-ours/PG_VERSION",
            await droplets.Database.OnAsync($"docker compose exec -T postgres sh -c 'cd {folder}; ls -d *; ls pgdata.before-*/PG_VERSION'")
        );
        Assert.EndsWith($"-rf {folder}/pgdata.before-ours", said.TrimEnd(), StringComparison.Ordinal);
        await droplets.Database.OnAsync($"{Volume} 'rm -rf {folder}/pgdata.before-ours {OlderFolder}'");
        await droplets.Edge.ServesAsync(Minute);
    }

    [Fact]
    public async Task What_was_deleted_by_mistake_is_back_at_the_time_before()
    {
        TwoDroplets.SkipWhereNoneAreMade();
        await using (var load = SimulatorLoad.Start(droplets, seed: 103))
        {
            await load.MoreAsync(50, Minute);
            await load.StopAsync();
        }

        var before = await droplets.Database.SqlAsync("SELECT count(*) FROM messages");
        var time = await droplets.Database.SqlAsync("SELECT clock_timestamp()");
        await Task.Delay(1000, TestContext.Current.CancellationToken);
        await droplets.Database.SqlAsync("DELETE FROM messages");
        await ArchiveAsync();

        var (code, said) = await TwoDroplets.OperateAsync("restore.sh", droplets.Settings, "--yes", "--to", time);

        Assert.True(code == 0, said);
        Assert.NotEqual("0", before);
        Assert.Equal(before, await droplets.Database.SqlAsync("SELECT count(*) FROM messages"));
        Assert.Contains("is kept as pgdata.before-", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_node_exporter_tells_when_the_last_backup_was_made()
    {
        TwoDroplets.SkipWhereNoneAreMade();
        using var timeout = new CancellationTokenSource(Minute * 2);
        string[] metrics;
        do
        {
            await Task.Delay(1000, timeout.Token);
            var page = await droplets.OnAsync("app", $"curl -sf http://{droplets.PrivateAddress(droplets.Database.Host)}:9100/metrics");
            metrics = [.. page.Split('\n').Where(line => line.StartsWith("minitwit_", StringComparison.Ordinal))];
        } while (!Array.Exists(metrics, line => line.StartsWith("minitwit_backup_last_success", StringComparison.Ordinal)));

        var values = metrics
            .Select(line => line.Split(' '))
            .ToDictionary(parts => parts[0], parts => double.Parse(parts[1], CultureInfo.InvariantCulture));
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        Assert.InRange(values["minitwit_backup_last_success_timestamp_seconds"], now - 3600, now);
        Assert.InRange(values["minitwit_backup_last_full_timestamp_seconds"], now - 3600, now);
        Assert.InRange(values["minitwit_wal_archived_until_timestamp_seconds"], now - 300, now);
        Assert.True(values["minitwit_backup_size_bytes"] > 0);
    }

    /// <summary>Closes the segment that is written to, waits until it is in the storage, and tells until when it holds all.</summary>
    private async Task<DateTimeOffset> ArchiveAsync()
    {
        var until = TimeProvider.System.GetUtcNow();
        await droplets.Database.ArchiveAsync();
        return until;
    }
}
