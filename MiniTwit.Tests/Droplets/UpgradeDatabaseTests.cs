using MiniTwit.AppHost;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Droplets;

/// <summary>The database goes from the major version before to the one that ships, by the operators' script.</summary>
[Collection(TwoDropletsGroup.Name)]
[Trait("Tier", "Droplets")]
public sealed class UpgradeDatabaseTests(TwoDroplets droplets)
{
    private const string OldFolder = "/var/lib/postgresql/pgdata";
    private const string TransactionBefore = "9999999999";
    private const string Folders =
        "PGDATA: /var/lib/postgresql/data/pgdata, PGBACKREST_PG1_PATH: /var/lib/postgresql/data/pgdata, PGBACKREST_REPO1_PATH: /root/minitwit-before";

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly int Before = int.Parse(Images.PostgresMajor, System.Globalization.CultureInfo.InvariantCulture) - 1;
    private static readonly string Image = $"{TwoDroplets.Registry}/minitwit-postgres:{Before}";

    private static readonly string ReleaseBefore = $$"""
        cat >compose.override.yaml <<'YAML'
        services:
          postgres: {image: "{{Image}}", environment: { {{Folders}} }, volumes: !override ["postgres-data:/var/lib/postgresql/data", "postgres-socket:/var/run/postgresql"]}
          backups: {image: "{{Image}}", environment: { {{Folders}} }, volumes: !override ["postgres-data:/var/lib/postgresql/data:ro", "postgres-socket:/var/run/postgresql", "backup-metrics:/var/lib/minitwit/metrics"]}
          db-cadvisor: {profiles: [not-here]}
        YAML
        """;

    [Fact]
    public async Task Rows_roles_and_sequences_go_along_and_backups_go_on()
    {
        TwoDroplets.SkipWhereNoneAreMade();
        await GoBackAsync();
        await using var load = SimulatorLoad.Start(droplets, seed: 301);
        await load.MoreAsync(100, Minute);

        // Who forgets the upgrade is told, while the old one serves.
        var (code, said) = await droplets.DeployAsync("--version", await droplets.VersionAsync());
        Assert.Equal(1, code);
        Assert.Contains("first deploy/upgrade-db.sh", said, StringComparison.Ordinal);
        (code, said) = await TwoDroplets.OperateAsync("restore.sh", droplets.Settings, "--yes");
        Assert.Equal(1, code);
        Assert.Contains("Nothing was stopped or started.", said, StringComparison.Ordinal);
        await load.MoreAsync(100, Minute);

        await BreakOffInTheMiddleAsync();
        // What it began on the droplet may come late, when the old one goes on already, and ends for want of its input.
        await droplets.Database.OnAsync("docker compose run --rm -T --no-deps postgres upgrade.sh </dev/null || true", Minute * 2);
        Assert.StartsWith($"{Before}", await droplets.Database.SqlAsync("SHOW server_version"), StringComparison.Ordinal);
        await load.MoreAsync(50, Minute);
        await KillInTheMiddleAsync();
        await StartsNoSecondServerAsync();
        (code, said) = await TwoDroplets.OperateAsync("upgrade-db.sh", droplets.Settings, "--yes");
        Assert.True(code == 0, said);
        await load.StopAsync();
        TestContext.Current.TestOutputHelper?.WriteLine(said);

        Assert.Empty((await StoredWrites.ReadAsync(droplets)).Missing(load.Accepted));
        // What the rows know of the old one's transactions is not taken for this one's.
        Assert.Equal("0", await droplets.Database.SqlAsync($"SELECT count(*) FROM messages WHERE inserted_in = '{TransactionBefore}'"));

        // Who went back is not served that first copy again, but a new one.
        await GoBackAgainAsync();
        (code, said) = await TwoDroplets.OperateAsync("upgrade-db.sh", droplets.Settings, "--yes");
        Assert.True(code == 0, said);
        Assert.Matches($"-rf .*/pgdata.before-[0-9TZ]+ {OldFolder}$", said.TrimEnd());

        Assert.StartsWith(Images.PostgresMajor, await droplets.Database.SqlAsync("SHOW server_version"), StringComparison.Ordinal);
        Assert.NotEqual("0", await droplets.Database.SqlAsync("SELECT count(*) FROM pg_stats WHERE tablename = 'messages'"));
        // Signing in over TLS, as a role of ours and as one that an operator made.
        Assert.Equal((0, "1"), await droplets.Database.SqlAsRoleAsync("minitwit_reader", "SELECT 1"));
        Assert.Equal("{work_mem=16MB}", await droplets.Database.SqlAsync("SELECT rolconfig FROM pg_roles WHERE rolname = 'analyst'"));

        // New rows get ids that none has, and go to the storage.
        await using var after = SimulatorLoad.Start(droplets, seed: 302);
        await after.MoreAsync(50, Minute);
        Assert.Contains("full", await BackupsAsync(Images.PostgresMajor), StringComparison.Ordinal);
        await droplets.Database.ArchiveAsync();

        Assert.Equal($"{Before}", await droplets.Database.OnAsync($"docker compose exec -T postgres cat {OldFolder}/PG_VERSION"));
        await droplets.Database.OnAsync(
            $"docker compose run --rm -T --no-deps --entrypoint bash postgres -c 'rm -rf {OldFolder} $PGDATA.before-*'"
        );
    }

    /// <summary>Puts the version before in the database's place, as it was deployed then: its folder, its storage, the same rows.</summary>
    private async Task GoBackAsync()
    {
        await droplets.Files.SetAsync("PGBACKREST_REPO1_PATH", "/root/minitwit-before");
        await Shell.RunAsync(
            Minute * 2,
            new Dictionary<string, string> { ["DOCKER_HOST"] = droplets.Engine(droplets.Database.Host) },
            "docker",
            ["build", "--quiet", "--build-arg", $"VERSION={Before}", "--tag", Image, Repository.File("deploy", "postgres")]
        );
        await droplets.Database.OnAsync(
            $$"""
            set -e
            docker compose exec -T --user postgres postgres pg_dump minitwit >/opt/rows.sql
            docker compose down --volumes
            {{ReleaseBefore}}
            docker compose up --detach --wait postgres
            docker compose exec -T --user postgres postgres psql -Xq --set ON_ERROR_STOP=1 --output /dev/null minitwit </opt/rows.sql
            docker compose exec -T --user postgres postgres psql -Xq minitwit -c "UPDATE messages SET inserted_in = '{{TransactionBefore}}' WHERE id = (SELECT min(id) FROM messages)"
            docker compose exec -T --user postgres postgres psql -Xqc 'CREATE ROLE analyst' -c "ALTER ROLE analyst SET work_mem = '8MB'"
            docker compose exec -T --detach --user postgres postgres bash -c 'mkdir -p /tmp/pgbackrest && exec flock /tmp/pgbackrest/minitwit-archive-1.lock sleep 5'
            docker compose exec -T postgres start.sh stanza.sh stanza-create
            docker compose exec -T postgres start.sh pgbackrest --stanza=minitwit --type=full backup
            docker compose up --detach --wait
            """,
            Minute * 4
        );
        Assert.StartsWith($"{Before}", await droplets.Database.SqlAsync("SHOW server_version"), StringComparison.Ordinal);
        Assert.Contains("full", await BackupsAsync($"{Before}"), StringComparison.Ordinal);
    }

    /// <summary>To the old cluster, as the documents say, and it is the database for a while.</summary>
    private async Task GoBackAgainAsync()
    {
        await droplets.Database.OnAsync(
            $"""
            set -e
            {ReleaseBefore}
            docker compose up --detach --wait
            docker compose exec -T postgres start.sh stanza.sh stanza-upgrade
            docker compose exec -T postgres start.sh pgbackrest --stanza=minitwit --type=full backup
            docker compose exec -T --user postgres postgres psql -Xqc "ALTER ROLE analyst SET work_mem = '16MB'"
            """,
            Minute * 4
        );
        Assert.StartsWith($"{Before}", await droplets.Database.SqlAsync("SHOW server_version"), StringComparison.Ordinal);
    }

    private async Task BreakOffInTheMiddleAsync()
    {
        using var upgrade = TwoDroplets.StartOperation("upgrade-db.sh", droplets.Settings, "--yes");
        await Shell.UntilSaidAsync(upgrade, "Copying it", Minute * 3);
        var said = await Shell.InterruptAsync(upgrade, Minute * 3);
        Assert.NotEqual(0, upgrade.ExitCode);
        Assert.Contains("Undoing: the old database goes on.", said, StringComparison.Ordinal);
        Assert.DoesNotContain(
            "pgdata.new",
            await droplets.Database.OnAsync("docker compose exec -T postgres find /var/lib/postgresql -name '*.new'"),
            StringComparison.Ordinal
        );
    }

    private async Task KillInTheMiddleAsync()
    {
        using var upgrade = TwoDroplets.StartOperation("upgrade-db.sh", droplets.Settings, "--yes");
        await Shell.UntilSaidAsync(upgrade, "Copying it", Minute * 3);
        upgrade.Kill(entireProcessTree: true);
    }

    /// <summary>Whoever starts the old database while what reads it for the copy still runs.</summary>
    private async Task StartsNoSecondServerAsync()
    {
        const string Server = "minitwit-postgres-1";
        var said = await droplets.Database.OnAsync(
            $"docker start {Server} >/dev/null; sleep 15; docker stop {Server} >/dev/null; docker logs --tail 5 {Server} 2>&1; docker ps --format '{{{{.Names}}}}'",
            Minute * 2
        );
        Assert.Contains("Another container has a server", said, StringComparison.Ordinal);
        Assert.Contains("minitwit-postgres-old", said, StringComparison.Ordinal);
    }

    /// <summary>The kinds of backups that the storage has of a major version.</summary>
    private Task<string> BackupsAsync(string major) =>
        droplets.Database.OnAsync(
            $$"""
            docker compose exec -T postgres start.sh pgbackrest --stanza=minitwit --output=json info | python3 -c '
            import json, sys
            stanza = json.load(sys.stdin)[0]
            ids = [db["id"] for db in stanza["db"] if db["version"] == "{{major}}"]
            print([backup["type"] for backup in stanza["backup"] if backup["database"]["id"] in ids])'
            """
        );
}
