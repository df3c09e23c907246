namespace MiniTwit.AppHost.Deploying;

/// <summary>Takes the database to the major version of PostgreSQL that the files are for: <c>deploy/upgrade-db.sh</c>.</summary>
internal static class Upgrade
{
    // What restore.sh leaves in the volume: while a restore is not through, and where it was one for trial.
    private const string Marks = """
        docker compose run --rm -T --no-deps --entrypoint bash postgres -c 'cd /var/lib/postgresql && ls restoring trial 2>/dev/null || true'
        """;

    private const string Measure = """
        # In MB: its size and the room beside it; and the folder of an earlier copy.
        docker compose run --rm -T --no-deps --entrypoint bash postgres -c '
          [ -n "$(ls -A "$PGDATA" 2>/dev/null)" ] && earlier=$PGDATA
          echo "$(du -sm "$1" | cut -f 1) $(df --output=avail -BM "$1" | tail -n 1 | tr -dc 0-9) ${earlier:-}"' bash "$1"
        """;

    // What an attempt runs on the droplet goes on when the connection that began it ends.
    private const string EndCopying = "docker rm --force minitwit-upgrade minitwit-postgres-old >/dev/null 2>&1 || true";

    // And a copy that did not end takes the room of the next.
    private const string RemoveCopy = $"""
        {EndCopying}
        docker compose run --rm -T --no-deps --entrypoint bash postgres -c 'rm -rf "$PGDATA.new"'
        """;

    // As it is: no one else's settings, nobody but the superuser over the socket, nothing written but what its start needs. It locks the
    // folder as start.sh does, so that whoever starts the database's own container meanwhile gets no second server on it.
    private const string StartOld = """
        version=$1 folder=$2
        docker run --detach --name minitwit-postgres-old --network none --user postgres --entrypoint bash \
          --volume minitwit_postgres-data:/volume "postgres:$version" -c \
          "exec 9</volume${folder#/var/lib/postgresql} && flock --wait 10 9 && echo 'local all postgres peer' >/tmp/pg_hba.conf \
            && exec postgres -D /volume${folder#/var/lib/postgresql} -c listen_addresses= \
            -c unix_socket_directories=/tmp -c hba_file=/tmp/pg_hba.conf -c archive_mode=off -c default_transaction_read_only=on" >/dev/null
        timeout 600 docker exec minitwit-postgres-old bash -c \
          'until pg_isready --quiet --host=/tmp; do sleep 0.5; done' \
          || { docker logs --tail 5 minitwit-postgres-old >&2; echo "The old database does not start." >&2; exit 1; }
        """;

    // By the old version's own pg_dump: what only its server knows, that leaves out. (The superuser is there.)
    private const string Copy = """
        docker exec --env PGHOST=/tmp --env PGUSER=postgres minitwit-postgres-old bash -euo pipefail -c '
          pg_dumpall --globals-only | sed "/^CREATE ROLE postgres;$/d"
          databases=$(psql -XqAt -d postgres -c "SELECT datname FROM pg_database WHERE datallowconn" | grep -vxE "postgres|template1")
          for database in $databases; do pg_dump --create "$database"; done' \
          | docker compose --progress quiet run --rm -T --no-deps --name minitwit-upgrade postgres upgrade.sh
        """;

    // What the old one is like now: older-cluster.sh tells by it whether that has been the database again since.
    private const string Mark = """
        docker compose run --rm -T --no-deps --entrypoint bash postgres -euc '
          sha256sum "$1/global/pg_control" >"$PGDATA.new/minitwit.made-of"
          chown postgres: "$PGDATA.new/minitwit.made-of"
          sync "$PGDATA.new/minitwit.made-of"' bash "$1"
        """;

    // An earlier copy is kept beside.
    private const string TakeOver = """
        docker compose run --rm -T --no-deps --entrypoint bash postgres -euc '
          [ -z "$(ls -A "$PGDATA" 2>/dev/null)" ] || mv --no-target-directory "$PGDATA" "$PGDATA.before-$(date -u +%Y%m%dT%H%M%SZ)"
          mv --no-target-directory "$PGDATA.new" "$PGDATA"'
        """;

    private const string Kept = """
        docker compose exec -T postgres bash -c '
          control=$(cut --delimiter " " --fields 3- "$PGDATA/minitwit.made-of" 2>/dev/null)
          ls -d "${control%/global/*}" "$PGDATA".before-* 2>/dev/null || true'
        """;

    private const string Start = """
        docker compose --progress quiet up --detach --wait postgres || { echo "It does not start: docker compose logs postgres" >&2; exit 1; }
        """;

    private const string BackUp = """
        timeout 300 docker compose exec -T postgres start.sh stanza.sh stanza-upgrade
        docker compose exec -T postgres start.sh pgbackrest --stanza=minitwit --type=full backup
        """;

    private static readonly TimeSpan Short = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Starting = TimeSpan.FromMinutes(12);
    private static readonly TimeSpan Copying = TimeSpan.FromHours(4);
    private static readonly TimeSpan BackingUp = TimeSpan.FromHours(12);

    /// <summary>With the option <c>host</c>: on a droplet with a trial of a restore.</summary>
    public static async Task RunAsync(Operation operation, CancellationToken ct)
    {
        var isElsewhere = operation.TakeHost();
        await operation.LockAsync(ct);
        var started = TimeProvider.System.GetTimestamp();
        var machine = await operation.DatabaseAsync(ct);
        var database = new DatabaseDroplet(operation, machine);
        await database.ShipAsync(ct);
        await database.PullAsync(ct);
        var marks = (await machine.RunAsync(Marks, Short, ct)).Split('\n');
        DeploymentException.Unless(
            !marks.Contains("restoring"),
            "A restore of this database is under way, or did not come to its end: deploy/restore.sh, of the release that began it. Nothing was stopped or started."
        );
        var isTrial = marks.Contains("trial");
        DeploymentException.Unless(
            isTrial || !isElsewhere,
            $"{machine.Target} has no trial of a restore: first deploy/restore.sh --host {machine.Target}. Nothing was stopped or started."
        );
        var older = await database.OlderClusterAsync(ct);
        if (older is var (version, folder))
        {
            await database.PullAsync(ct, $"postgres:{version}");
            await CopyAsync(operation, machine, version, folder, ct);
        }

        operation.Say("The new database starts.");
        await machine.RunAsync(Start, Starting, ct);
        var content = await database.SqlAsync(
            """
            SELECT format('%s: %s users, %s follows, %s messages', current_setting('server_version'),
              (SELECT count(*) FROM users), (SELECT count(*) FROM follows), (SELECT count(*) FROM messages))
            """,
            ct,
            "minitwit"
        );
        operation.Say(
            $"It serves after {TimeProvider.System.GetElapsedTime(started).TotalSeconds:0} s; the apps find it by themselves. {content}"
        );
        if (isTrial)
        {
            operation.Say("Done, for trial: nothing of it goes to the storage.");
            return;
        }

        if (operation.Settings["PGBACKREST_REPO1_TYPE"].Length > 0)
        {
            operation.Say("Its first backup, since those of the old one do not fit it …");
            await machine.RunAsync(BackUp, BackingUp, ct);
        }

        await database.UpBesideItAsync(ct);
        operation.Say("Done. Deploy now.");
        var kept = await machine.RunAsync(Kept, Short, ct);
        if (kept.Length > 0)
        {
            operation.Say($"Once you are sure, remove what is kept of before, on the droplet:\n{database.Removing(kept)}");
        }
    }

    private static async Task CopyAsync(Operation operation, Machine machine, string version, string folder, CancellationToken ct)
    {
        await machine.RunAsync(RemoveCopy, Short, ct);
        var found = (await machine.RunAsync(Measure, Short, ct, null, folder)).Split(' ');
        var (size, room) = (DatabaseDroplet.Number(found[0]), DatabaseDroplet.Number(found[1]));
        if (!DatabaseDroplet.HasRoomForTwo(size, room))
        {
            throw new DeploymentException(
                $"The disk has {room} MB left, and a second database of {size} MB has to fit: attach a larger volume first."
            );
        }

        operation.Confirm(
            $"There is a database of PostgreSQL {version}, {size} MB, on {machine.Target}. Stop it and copy it to another version?"
                + (found[2].Length > 0 ? $" (What is in {found[2]} is not the database, but an earlier copy: it is set aside.)" : "")
        );
        var services = (await machine.RunAsync("docker compose ps --all --quiet", Short, ct)).Split('\n');
        try
        {
            operation.Say("Stopping the old database.");
            await machine.RunAsync("docker compose --progress quiet stop", Starting, ct);
            await machine.RunAsync(StartOld, Starting, ct, null, version, folder);
            operation.Say("Copying it …");
            await machine.RunAsync(Copy, Copying, ct);
            await machine.RunAsync(EndCopying, Short, ct);
            await machine.RunAsync(Mark, Short, ct, null, folder);
        }
        catch
        {
            operation.Say("Undoing: the old database goes on.");
            await machine.TryAsync(RemoveCopy, Short, CancellationToken.None);
            // To its end first: one that is just being stopped would be taken for one that runs.
            if (
                (
                    await machine.TryAsync(
                        "docker compose --progress quiet stop; docker start \"$@\"",
                        Starting,
                        CancellationToken.None,
                        null,
                        services
                    )
                ).Code != 0
            )
            {
                operation.Say("It does not start: docker compose ps");
            }

            throw;
        }

        // From here on the new one is the database.
        await machine.RunAsync(TakeOver, Short, CancellationToken.None);
    }
}
