#!/usr/bin/env bash
# Starts the database by the base image's own entrypoint, with our settings, and sets up the roles once it accepts.
# With another command than postgres: runs that as the user postgres, in the same environment (backups.sh, pgbackrest …).
set -euo pipefail

run=/run/minitwit
secrets=/run/secrets

as_postgres() { HOME=/var/lib/postgresql setpriv --reuid=postgres --regid=postgres --init-groups "$@"; }

# The compose file passes every variable; pgBackRest takes an empty one for a wrong one.
for name in $(compgen -e PGBACKREST_); do
  [ -n "${!name}" ] || unset "$name"
done
if [ "${PGBACKREST_REPO1_TYPE:-}" = sftp ]; then
  export PGBACKREST_REPO1_SFTP_PRIVATE_KEY_FILE=$run/backup_key PGBACKREST_REPO1_SFTP_HOST_KEY_HASH_TYPE=sha256
  export PGBACKREST_REPO1_SFTP_HOST_KEY_CHECK_TYPE=fingerprint
fi

# Secrets are mounted with the host's owners; the server wants its own, and only its own.
install -d -m 0700 -o postgres -g postgres "$run" /var/spool/pgbackrest
for secret in server.crt:server_crt server.key:server_key ca.crt:database_ca backup_key:backup_key; do
  if [ -s "$secrets/${secret#*:}" ]; then
    install -m 0600 -o postgres -g postgres "$secrets/${secret#*:}" "$run/${secret%:*}"
  fi
done

# What a standby signs in with.
escaped=${DATABASE_REPLICATION_PASSWORD:-}
escaped=${escaped//\\/\\\\}
(umask 077 && echo "*:*:*:minitwit_replication:${escaped//:/\\:}" >"$run/pgpass")
chown postgres:postgres "$run/pgpass"

# Checksums find a broken disk. The built-in locale sorts the same on every version of the C library, so that an update of the base
# image breaks no index.
export POSTGRES_INITDB_ARGS="${POSTGRES_INITDB_ARGS:-} --data-checksums --locale-provider=builtin --builtin-locale=C.UTF-8 --locale=C.UTF-8"

if [ "$1" != postgres ]; then
  parent=$(dirname "$PGDATA")
  if [ ! -e "$parent" ] || [ -w "$parent" ]; then
    install -d -m 0700 -o postgres -g postgres "$parent" "$PGDATA"
  fi
  unset POSTGRES_PASSWORD DATABASE_{OWNER,APP,READER,MONITOR,REPLICATION}_PASSWORD
  exec env HOME=/var/lib/postgresql setpriv --reuid=postgres --regid=postgres --init-groups "$@"
fi

moved=/var/lib/postgresql/moved
if [ -e "$moved" ]; then
  echo "This database has moved to $(cat "$moved"): it does not start here, so that there are never two." >&2
  exit 1
fi
# Written by restore.sh before it moves anything, and removed once the restored cluster is in place.
if [ -e /var/lib/postgresql/restoring ]; then
  echo "A restore of this database is under way, or did not come to its end: no empty database takes its place. If none runs: deploy/restore.sh" >&2
  exit 1
fi
older=$(older-cluster.sh)
if [ -n "$older" ]; then
  echo "This is PostgreSQL $PG_MAJOR, and the database is that of ${older/ / in }. Neither an empty one nor an earlier copy takes its place: deploy/upgrade-db.sh" >&2
  exit 1
fi

# One server at a time: a second one, in another container, could not tell that the first one's process is alive. Held by this process,
# and so until all that runs here has ended.
[ -e "$PGDATA" ] || install -d -m 0700 -o postgres -g postgres "$(dirname "$PGDATA")" "$PGDATA"
exec 9<"$PGDATA"
if ! flock --wait 10 9; then
  echo "Another container has a server on $PGDATA, so none starts here: docker ps. An upgrade left it? It goes on with deploy/upgrade-db.sh" >&2
  exit 1
fi

memory=${POSTGRES_MEMORY_MB:-1024}
{
  echo "shared_buffers = $((memory / 4))MB"
  echo "effective_cache_size = $((memory * 3 / 4))MB"
  echo "maintenance_work_mem = $((memory / 16 > 16 ? memory / 16 : 16))MB"
  echo "work_mem = $((memory / 256 > 4 ? memory / 256 : 4))MB"
  if [ -z "${PGBACKREST_REPO1_TYPE:-}" ]; then
    echo "PGBACKREST_REPO1_TYPE is not set: this database has no backups." >&2
    echo "archive_mode = off"
  elif [ -e /var/lib/postgresql/trial ]; then
    echo "This is a trial of a restore: what is written here does not go to the backups of the real one." >&2
    echo "archive_mode = off"
  fi
} >"$run/tuning.conf"
chown postgres:postgres "$run/tuning.conf"

set_up() {
  # TCP, since the temporary server of a first start has only the socket; a bare connection, since the server logs a failed sign-in.
  until (: </dev/tcp/127.0.0.1/5432) 2>/dev/null \
    && as_postgres pg_isready --quiet --host=/var/run/postgresql --username=postgres --dbname=postgres; do sleep 0.5; done
  until as_postgres roles.sh; do
    echo "The roles could not be set up; trying again in 10 s." >&2
    sleep 10
  done
  touch "$run/ready"
}

# This script stays the first process: what pgBackRest leaves running in the background becomes its child and not the server's,
# which would take such a child's failure for a crash of its own.
rm -f "$run/ready"
trap 'as_postgres kill -INT "$server" 2>/dev/null || true' TERM INT
env --unset=DATABASE_OWNER_PASSWORD --unset=DATABASE_APP_PASSWORD --unset=DATABASE_READER_PASSWORD \
  --unset=DATABASE_MONITOR_PASSWORD --unset=DATABASE_REPLICATION_PASSWORD \
  HOME=/var/lib/postgresql docker-entrypoint.sh postgres -c config_file=/etc/minitwit/postgresql.conf &
server=$!
set_up &
setup=$!
status=0
wait "$server" || status=$?
# A signal ends wait before the server has ended.
while [ -e "/proc/$server" ]; do
  status=0
  wait "$server" || status=$?
done
kill "$setup" 2>/dev/null || true
exit "$status"
