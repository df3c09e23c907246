using System.Text.RegularExpressions;

namespace MiniTwit.AppHost.Deploying;

/// <summary>Moves the database to another droplet without losing a write: <c>deploy/move-db.sh</c>.</summary>
internal sealed partial class Move(Operation operation, Machine oldMachine, Machine newMachine, string address)
{
    private const string Slot = "minitwit_move";
    private const string Marker = "/var/lib/postgresql/moved";
    private const string DropSlot = $"SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = '{Slot}'";
    private const string Behind =
        $"SELECT coalesce(min(pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn)), 1e12)::bigint FROM pg_stat_replication WHERE application_name = '{Slot}' AND state = 'streaming'";

    private const string StartReplica = """
        docker compose up -d --wait postgres || {
          docker compose logs --no-log-prefix --tail 5 postgres >&2
          echo "The replica does not start." >&2
          exit 1
        }
        """;

    // A container that has the old one's volume, whether or not its server runs.
    private const string Hold = """
        docker rm --force minitwit-move >/dev/null 2>&1 || true
        docker compose run -d -T --no-deps --name minitwit-move --entrypoint sleep postgres 600 >/dev/null
        """;

    // Marked first, so that from its end on nothing can start the old one as a second primary.
    private const string StopOld = $$"""
        docker exec minitwit-move sh -c 'echo "$1" >{{Marker}}' sh "$2"
        timeout 58 docker stop --time 55 "$1" >/dev/null
        docker exec minitwit-move sh -c 'pg_controldata "$PGDATA"'
        """;

    private const string StartOld = $$"""
        docker rm --force minitwit-move || true
        # To its end: one that is just being stopped would be taken for one that runs.
        docker compose stop postgres
        docker compose run --rm -T --no-deps --entrypoint rm postgres -f {{Marker}}
        docker compose up -d --wait postgres
        docker compose up -d
        """;

    // In the container itself: Compose would take its time.
    private const string Ask = """docker exec --user postgres "$1" psql -XqAt -c "$2" """;

    private static readonly TimeSpan Short = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Starting = TimeSpan.FromMinutes(6);
    private static readonly TimeSpan Copying = TimeSpan.FromHours(4);

    private readonly DatabaseDroplet _old = new(operation, oldMachine);
    private readonly DatabaseDroplet _new = new(operation, newMachine, address);
    private string _newServer = "";
    private bool _switched;

    /// <summary>With the options <c>ssh</c> and <c>address</c>: how the new droplet is reached, and its private address.</summary>
    public static async Task RunAsync(Operation operation, CancellationToken ct)
    {
        if (operation.Option("ssh") is not { Length: > 0 } ssh || operation.Option("address") is not { Length: > 0 } address)
        {
            throw new DeploymentException("Where to? deploy/move-db.sh [settings-file] NEW_SSH NEW_ADDRESS [--yes]");
        }

        await operation.LockAsync(ct);
        operation.Say("Checking both droplets.");
        var old = await operation.DatabaseAsync(ct);
        await new Move(operation, old, await operation.MachineAsync("next", ssh, ct), address).RunAsync(ct);
    }

    private async Task RunAsync(CancellationToken ct)
    {
        await CheckAsync(ct);
        try
        {
            await FollowAsync(ct);
            await SwitchAsync(ct);
        }
        catch when (!_switched)
        {
            await UndoAsync();
            throw;
        }

        await GoOnAsync(ct);
    }

    /// <summary>Before anything there is changed, and so has to be undone: a database that is there may be somebody's.</summary>
    private async Task CheckAsync(CancellationToken ct)
    {
        DeploymentException.Unless(
            await _old.SqlAsync("SELECT pg_is_in_recovery()", ct) == "f",
            "The old droplet's database is not the primary."
        );
        DeploymentException.Unless(
            await newMachine.RunAsync("docker volume ls --quiet --filter name=minitwit_postgres-data", Short, ct) == "",
            "The new droplet has a database already. If it is left from an attempt: docker compose down --volumes"
        );
    }

    private async Task FollowAsync(CancellationToken ct)
    {
        var oldAddress = operation.Settings["DATABASE_ADDRESS"];
        await _new.ShipAsync(ct);
        await _new.PullAsync(ct);
        operation.Say("The apps learn both addresses.");
        await TellAppsAsync("postgres,postgres-next", address, ct);

        operation.Say($"Copying the database to {address}.");
        await _old.SqlAsync($"{DropSlot} AND NOT active", ct);
        await newMachine.RunAsync("docker compose run --rm -T --no-deps postgres standby.sh \"$1\"", Copying, ct, null, oldAddress);
        await newMachine.RunAsync(StartReplica, Starting, ct);
        DeploymentException.Unless(
            await Patience.UntilAsync(TimeSpan.FromHours(1), IsCloseAsync, ct),
            "The replica's catching up did not happen in time."
        );
        operation.Confirm($"The replica follows the old database, {await BehindAsync(ct)} bytes behind. Switch over now?");
    }

    private async Task SwitchAsync(CancellationToken ct)
    {
        // All that may take long is done before: a checkpoint, so that stopping is quick; handing over the WAL that waits for the storage;
        // containers and connections for the few commands of the switch.
        operation.Say("Preparing the switch.");
        await oldMachine.RunAsync("docker compose exec -T --user postgres postgres psql -Xqc CHECKPOINT", Starting, ct);
        await oldMachine.RunAsync(Hold, Short, ct);
        var oldServer = await oldMachine.RunAsync("docker compose ps -q postgres", Short, ct);
        _newServer = await newMachine.RunAsync("docker compose ps -q postgres", Short, ct);
        if (!await Patience.UntilAsync(Short, HasArchivedAsync, ct))
        {
            operation.Say("The backup storage lags behind; the switch goes on without waiting for it.");
        }

        await OnReplicaAsync("SELECT 1", ct);
        DeploymentException.Unless(await IsCloseAsync(ct), "The replica has fallen behind again.");

        var began = TimeProvider.System.GetTimestamp();
        var control = await oldMachine.RunAsync(StopOld, TimeSpan.FromSeconds(90), ct, null, oldServer, address);
        DeploymentException.Unless(ShutDown.IsMatch(control), "The old database did not shut down in an orderly way.");
        var last = LastCheckpoint.Match(control).Groups[1].Value;
        var stopped = TimeProvider.System.GetElapsedTime(began);
        DeploymentException.Unless(
            await Patience.UntilAsync(
                TimeSpan.FromSeconds(10),
                async token => await OnReplicaAsync($"SELECT pg_last_wal_replay_lsn() > '{last}'::pg_lsn", token) == "t",
                ct
            ),
            $"The replica's receiving the last write ({last}) did not happen in time."
        );

        // From here on a failure must not bring the old one back: the replica may have taken over. Nor is this to be interrupted.
        _switched = true;
        await PromoteAsync();
        operation.Settings.Keep("DB_SSH", newMachine.Target);
        operation.Settings.Keep("DATABASE_ADDRESS", address);
        operation.Say(
            $"Switched: {TimeProvider.System.GetElapsedTime(began).TotalMilliseconds:0} ms in all, {stopped.TotalMilliseconds:0} ms of them the old one's end. Every write up to {last} is there."
        );
    }

    private async Task PromoteAsync()
    {
        var (code, said) = await newMachine.TryAsync(Ask, Short, CancellationToken.None, null, _newServer, "SELECT pg_promote(true, 30)");
        DeploymentException.Unless(
            code == 0 && said == "t",
            $"The replica did not take over. {said}\nLook at it, and only if it is still a replica (SELECT pg_is_in_recovery()) go back: remove {Marker} in the old droplet's volume and start it."
        );
    }

    private async Task GoOnAsync(CancellationToken ct)
    {
        operation.Say("The new droplet's other services start; settings and apps go to the new address.");
        await OnReplicaAsync("ALTER SYSTEM RESET primary_conninfo", ct);
        await OnReplicaAsync("ALTER SYSTEM RESET primary_slot_name", ct);
        await OnReplicaAsync("SELECT pg_reload_conf()", ct);
        if ((await oldMachine.TryAsync("docker rm --force minitwit-move; docker compose stop", Starting, ct)).Code != 0)
        {
            operation.Say("The old droplet's other services could not be stopped.");
        }

        if ((await newMachine.TryAsync("docker compose up -d --wait", Starting, ct)).Code != 0)
        {
            operation.Say("A service of the new droplet is not well: docker compose ps");
        }

        await TellAppsAsync("postgres", "", ct);
        var content = await _new.SqlAsync(
            "SELECT format('%s users, %s messages', (SELECT count(*) FROM users), (SELECT count(*) FROM messages))",
            ct,
            "minitwit"
        );
        operation.Say($"Done: {content}. The old droplet keeps its data and refuses to start it ({Marker}); remove it when you are sure.");
    }

    /// <summary>Whatever of it fails. The old one first, since the site waits for it.</summary>
    private async Task UndoAsync()
    {
        operation.Say(
            "Undoing: the old database goes on. The apps know both addresses until deploy.sh runs the next time, which does no harm."
        );
        KeepHosts("postgres", "");
        var (code, said) = await oldMachine.TryAsync(StartOld, Starting, CancellationToken.None);
        if (code != 0)
        {
            operation.Warn($"THE OLD DATABASE DOES NOT GO ON, and the new droplet's is left as it is: look at both. {said}");
            return;
        }

        await newMachine.TryAsync("cd \"$1\" && docker compose down --volumes", Starting, CancellationToken.None, null, newMachine.Folder);
        const string Sql = "docker compose exec -T --user postgres postgres psql -Xqc \"$1\"";
        await oldMachine.TryAsync(Sql, Short, CancellationToken.None, null, DropSlot);
    }

    private Task TellAppsAsync(string hosts, string next, CancellationToken ct)
    {
        KeepHosts(hosts, next);
        return Deployment.RunAsync(operation, ct);
    }

    private void KeepHosts(string hosts, string next)
    {
        operation.Settings.Keep("DATABASE_HOSTS", hosts);
        operation.Settings.Keep("DATABASE_NEXT_ADDRESS", next);
    }

    private async Task<long> BehindAsync(CancellationToken ct) => DatabaseDroplet.Number(await _old.SqlAsync(Behind, ct));

    private async Task<bool> IsCloseAsync(CancellationToken ct) => await BehindAsync(ct) < 1_000_000;

    private async Task<bool> HasArchivedAsync(CancellationToken ct) =>
        await _old.SqlAsync("SELECT count(*) FROM pg_ls_archive_statusdir() WHERE name LIKE '%.ready'", ct) == "0";

    private Task<string> OnReplicaAsync(string sql, CancellationToken ct) => newMachine.RunAsync(Ask, Short, ct, null, _newServer, sql);

    [GeneratedRegex(@"^Database cluster state: *shut down$", RegexOptions.Multiline)]
    private static partial Regex ShutDown { get; }

    [GeneratedRegex(@"^Latest checkpoint location: *(\S+)", RegexOptions.Multiline)]
    private static partial Regex LastCheckpoint { get; }
}
