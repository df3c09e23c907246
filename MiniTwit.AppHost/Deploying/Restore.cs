using System.Globalization;

namespace MiniTwit.AppHost.Deploying;

/// <summary>Restores the database from its backups onto the database droplet: <c>deploy/restore.sh</c>.</summary>
internal static class Restore
{
    // Of the folders that earlier restores kept, those that may go: not what was the database when a restore began that is not through
    // yet. Its name is in the file "restoring", and in "kept" while the restored server replays.
    private const string Discarded =
        """find "$(dirname "$PGDATA")" -maxdepth 1 -name "pgdata.before-*" -printf "%f\n" | grep -vxFf <(cat /var/lib/postgresql/{restoring,kept} 2>/dev/null)""";

    private const string Look = $$"""
        pgbackrest() { docker compose run --rm -T --no-deps postgres pgbackrest --stanza=minitwit "$@"; }
        pgbackrest info
        pgbackrest --output=json info | grep '"label"' >/dev/null || { echo "The storage holds no backup." >&2; exit 1; }
        # In MB: the size of the cluster there is (0 for none) and the room beside it; the folder they are in; and what was kept by a
        # restore that did not come to its end.
        docker compose run --rm -T --no-deps --entrypoint bash postgres -c '
          folder=$(dirname "$PGDATA") size=0
          [ ! -s "$PGDATA/PG_VERSION" ] || size=$(du -sm "$PGDATA" | cut -f1)
          room=$(df --output=avail -BM "$folder" | tail -n 1 | tr -dc 0-9)
          [ -z "$1" ] || for other in $({{Discarded}}); do room=$((room + $(du -sm "$folder/$other" | cut -f1))); done
          kept=$(cat /var/lib/postgresql/restoring 2>/dev/null)
          [ -n "$kept" ] && [ -d "$folder/$kept" ] || kept=
          echo "$size $room $folder $kept"' bash "$1"
        """;

    // What an attempt runs on the droplet goes on when the connection that began it ends.
    private const string EndAttempt = """
        if pid=$(cat .restoring 2>/dev/null) && grep -aq minitwit-restore "/proc/$pid/cmdline" 2>/dev/null; then kill -9 "$pid"; fi
        rm -f .restoring
        docker rm --force minitwit-restore >/dev/null 2>&1 || true
        """;

    // While the file "restoring" is there start.sh starts no server: whatever happens in between, no empty database takes writes.
    private const string Replace = $$"""
        aside=$1 to=$2 discard=$3 trial=$4
        {{EndAttempt}}
        echo $$ >.restoring
        docker compose run --rm -T --no-deps --entrypoint touch postgres /var/lib/postgresql/restoring
        docker compose stop
        # Whoever restores here means this one to be the database, whether or not it once moved away. What the marker names was set aside
        # under it, so that no server has run since on what lies in its place. A server that was killed leaves its postmaster.pid.
        docker compose run --rm -T --no-deps --entrypoint bash postgres -euc '
          rm -f /var/lib/postgresql/moved /var/lib/postgresql/trial
          [ -z "$3" ] || touch /var/lib/postgresql/trial
          cd "$(dirname "$PGDATA")"
          [ -z "$2" ] || {{Discarded}} | xargs --no-run-if-empty rm -rf
          kept=$(cat /var/lib/postgresql/restoring)
          if [ -n "$kept" ] && [ -d "$kept" ]; then
            rm -rf "$PGDATA"
          elif [ -n "$1" ]; then
            echo "$1" >/var/lib/postgresql/restoring
            mv "$PGDATA" "$1"
          fi
          rm -f "$PGDATA/postmaster.pid"' bash "$aside" "$discard" "$trial"
        # (Into an empty folder, that is a whole restore.)
        options=(--delta)
        [ -z "$to" ] || options+=(--type=time "--target=$to" --target-action=promote)
        docker compose run --rm -T --no-deps --name minitwit-restore postgres pgbackrest --stanza=minitwit "${options[@]}" restore
        # This one is the database now, whatever was it since the time that it is of: an older one that it was once made of is none.
        docker compose run --rm -T --no-deps --entrypoint sh postgres -euc '
          made_of=$PGDATA/minitwit.made-of
          control=$(cut --delimiter " " --fields 3- "$made_of" 2>/dev/null || true)
          [ ! -s "$control" ] || sha256sum "$control" >"$made_of"
          cd /var/lib/postgresql; cat restoring >>kept; rm restoring'
        since=$(date +%s)
        docker compose up -d postgres
        rm .restoring
        echo "$since"
        """;

    // Of this attempt's server alone: an earlier one's lines are in the same log.
    private const string Replay = """
        since=$1
        until [ "$(timeout 30 docker compose exec -T --user postgres postgres psql -XqAt -c 'SELECT pg_is_in_recovery()' 2>/dev/null || true)" = f ]; do
          if timeout 30 docker compose logs --no-log-prefix --since "$since" postgres | grep 'FATAL:  recovery ended before' >&2; then
            docker compose stop
            echo "What was archived ends before that time. Restore an earlier time, or all of it (without --to)." >&2
            exit 1
          fi
          [ $(($(date +%s) - since)) -lt 7200 ] || { echo "Two hours and not through: see docker compose logs postgres." >&2; exit 1; }
          sleep 1
        done
        """;

    // What is kept of the databases of before, now that the restored one is through.
    private const string Kept = """
        docker compose exec -T postgres bash -c '
          rm -f /var/lib/postgresql/kept
          find "$(dirname "$PGDATA")" -maxdepth 1 -name "pgdata.before-*"'
        """;

    private static readonly TimeSpan Short = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Long = TimeSpan.FromHours(5);

    /// <summary>With the options <c>to</c> (a time as PostgreSQL reads it), <c>host</c> and <c>discard-old</c>.</summary>
    public static async Task RunAsync(Operation operation, CancellationToken ct)
    {
        var started = TimeProvider.System.GetTimestamp();
        // Its backups would mix with the real one's.
        var isTrial = operation.TakeHost();
        await operation.LockAsync(ct);
        var machine = await operation.DatabaseAsync(ct);
        var database = new DatabaseDroplet(operation, machine);
        await database.ShipAsync(ct);
        await database.PullAsync(ct);
        await database.RefuseOlderClusterAsync(ct);

        var aside = await PrepareAsync(operation, machine, ct);
        var since = await ReplaceAsync(operation, machine, aside, isTrial, ct);

        operation.Say("The server replays what was written after the backup.");
        await machine.RunAsync(Replay, Long, ct, null, since);
        // The passwords are those of the settings from here on, not those of the time of the backup.
        await database.SetRightsAsync(ct);
        var content = await database.SqlAsync(
            """
            SELECT format('%s users, %s follows, %s messages, the last one of %s', (SELECT count(*) FROM users), (SELECT count(*) FROM follows),
              (SELECT count(*) FROM messages), coalesce((SELECT max(posted_at)::text FROM messages), 'never'))
            """,
            ct,
            "minitwit"
        );
        operation.Say($"What is in it: {content}");
        var kept = await machine.RunAsync(Kept, Short, ct);
        if (isTrial)
        {
            operation.Say(
                $"Restored in {TimeProvider.System.GetElapsedTime(started).TotalSeconds:0} s, for trial: nothing of it goes to the storage. To be rid of it, on {machine.Target}:\n  cd {machine.Folder} && docker compose down --volumes"
            );
            return;
        }

        await database.UpBesideItAsync(ct);
        operation.Say($"Restored in {TimeProvider.System.GetElapsedTime(started).TotalSeconds:0} s; the apps find it by themselves.");
        if (kept.Length > 0)
        {
            operation.Say($"Once you are sure, remove what was kept, on the droplet:\n{database.Removing(kept)}");
        }
    }

    /// <summary>Asks, and finds the name by which the present database is kept: empty where there is none, or no room for two.</summary>
    private static async Task<string> PrepareAsync(Operation operation, Machine machine, CancellationToken ct)
    {
        var lines = (await machine.RunAsync(Look, Short, ct, null, operation.Option("discard-old") ?? "")).Split('\n');
        operation.Say($"What is there, and what can be restored:\n{string.Join('\n', lines[..^1])}");
        var found = lines[^1].Split(' ');
        var (size, room, kept) = (DatabaseDroplet.Number(found[0]), DatabaseDroplet.Number(found[1]), $"{found[2]}/{found[3]}");
        var aside = $"pgdata.before-{TimeProvider.System.GetUtcNow().ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture)}";
        if (found[3].Length > 0)
        {
            operation.Say($"A restore did not come to its end. The database of before it stays in {kept}, and what it left is replaced.");
            return aside;
        }

        if (size == 0)
        {
            return "";
        }

        operation.Confirm($"There is a database of {size} MB on {machine.Target}. Stop it and put the restored one in its place?");
        if (!DatabaseDroplet.HasRoomForTwo(size, room))
        {
            operation.Say($"The disk has no room for two ({room} MB are free): the present database is turned into the restored one.");
            return "";
        }

        operation.Say($"The present database is kept as {aside}.");
        return aside;
    }

    /// <summary>When the server on it was started, in seconds since 1970.</summary>
    private static async Task<string> ReplaceAsync(Operation operation, Machine machine, string aside, bool isTrial, CancellationToken ct)
    {
        var (to, discard) = (operation.Option("to") ?? "", operation.Option("discard-old") ?? "");
        operation.Say($"Restoring {(to.Length == 0 ? "all that was archived" : $"{to} UTC")} …");
        try
        {
            return (await machine.RunAsync(Replace, Long, ct, null, aside, to, discard, isTrial ? "trial" : "")).Split('\n')[^1];
        }
        catch
        {
            // The lock ends with this process; with it, what it began there.
            await machine.TryAsync(EndAttempt, TimeSpan.FromSeconds(30), CancellationToken.None);
            operation.Say("The restore did not come to its end, and the database does not start before. Run it again: it starts over.");
            throw;
        }
    }
}
