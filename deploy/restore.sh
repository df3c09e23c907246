#!/usr/bin/env bash
# Restores the database from its backups onto the database droplet:
#   restore.sh [settings-file] [--to TIME] [--host USER@HOST] [--yes] [--discard-old]
#     --to TIME        a point in time, as `date` reads it ('2026-01-31 10:15:00 UTC'); without it, all that was archived
#     --host           another droplet than the settings' DB_SSH
#     --yes            does not ask before it replaces a database
#     --discard-old    first removes what earlier restores kept
# A droplet without a database gets one; where there is one it is kept beside the restored one, if the disk has room.
# Run again after a failure at any point, it starts over.
# shellcheck source-path=SCRIPTDIR
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/lib/script.sh"
. "$here/lib/settings.sh"
. "$here/lib/droplet.sh"
. "$here/lib/stage.sh"
. "$here/lib/database.sh"

file=$here/production.env to='' host='' yes='' discard=''
while [ $# -gt 0 ]; do
  case $1 in
    --to) to=$(date -u -d "$2" '+%F %T.%6N+00') || fail "--to is no time: $2"; shift ;;
    --host) host=$2; shift ;;
    --yes) yes=1 ;;
    --discard-old) discard=1 ;;
    -*) usage ;;
    *) file=$1 ;;
  esac
  shift
done
trap 'disconnect; rm -rf "$work"' EXIT
read_settings "$file"
[ -z "$host" ] || settings[DB_SSH]=$host
host=$(target db)
started=$SECONDS

prepare db

say "What is there, and what can be restored:"
found=$(run db <<'SCRIPT'
timeout 120 docker compose run --rm -T --no-deps postgres pgbackrest --stanza=minitwit info >&2
timeout 120 docker compose run --rm -T --no-deps postgres pgbackrest --stanza=minitwit --output=json info | grep '"label"' >/dev/null || {
  echo "The storage holds no backup." >&2
  exit 1
}
# In MB: the size of the cluster there is (0 for none) and the room left beside it; and the folder they are in.
timeout 60 docker compose run --rm -T --no-deps --entrypoint bash postgres -c '
  size=0
  [ ! -s "$PGDATA/PG_VERSION" ] || size=$(du -sm "$PGDATA" | cut -f1)
  echo "$size $(df --output=avail -BM "$(dirname "$PGDATA")" | tail -n 1 | tr -dc 0-9) $(dirname "$PGDATA")"'
SCRIPT
)
read -r size room parent <<<"$found"

if [ "$size" -gt 0 ]; then
  confirm "There is a database of $size MB on $host. Stop it and put the restored one in its place?"
fi

aside=
if [ "$size" -gt 0 ] && [ "$room" -gt $((size * 5 / 4 + 512)) ]; then
  aside=pgdata.before-$(date -u +%Y%m%dT%H%M%SZ)
  say "The present database is kept as $aside."
elif [ "$size" -gt 0 ]; then
  say "The disk has no room for two ($room MB are free): the present database is turned into the restored one."
fi

say "Restoring ${to:-all that was archived}${to:+ UTC} …"
run db "$aside" "$to" "$discard" <<'SCRIPT'
aside=$1 to=$2 discard=$3
timeout 300 docker compose stop
# Whoever restores here means this one to be the database, whether or not it once moved away.
timeout 300 docker compose run --rm -T --no-deps --entrypoint bash postgres -c '
  cd "$(dirname "$PGDATA")"
  rm -f /var/lib/postgresql/moved
  [ -z "$2" ] || rm -rf pgdata.before-*
  [ -z "$1" ] || mv "$PGDATA" "$1"' bash "$aside" "$discard"
options=()
[ -n "$aside" ] || options+=(--delta)
[ -z "$to" ] || options+=(--type=time "--target=$to" --target-action=promote)
timeout 14400 docker compose run --rm -T --no-deps postgres pgbackrest --stanza=minitwit "${options[@]}" restore
timeout 300 docker compose up -d postgres
SCRIPT

say "The server replays what was written after the backup."
run db <<'SCRIPT'
since=$(date +%s)
until [ "$(timeout 30 docker compose exec -T --user postgres postgres psql -XqAt -c 'SELECT pg_is_in_recovery()' 2>/dev/null || true)" = f ]; do
  if timeout 30 docker compose logs --no-log-prefix --since "$((since - 60))" postgres | grep 'FATAL:  recovery ended before'; then
    docker compose stop
    echo "What was archived ends before that time. Restore an earlier time, or all of it (without --to)." >&2
    exit 1
  fi
  [ $(($(date +%s) - since)) -lt 7200 ] || { echo "Two hours and not through: see docker compose logs postgres." >&2; exit 1; }
  sleep 1
done
# The passwords are those of the settings from here on, not those of the time of the backup.
timeout 60 docker compose exec -T --user postgres postgres roles.sh
SCRIPT

say "What is in it:"
sql db "SELECT format('%s users, %s follows, %s messages, the last one of %s', (SELECT count(*) FROM users), (SELECT count(*) FROM follows),
  (SELECT count(*) FROM messages), coalesce((SELECT max(posted_at)::text FROM messages), 'never'))" minitwit

on db timeout 300 docker compose up -d --wait 2>/dev/null || fail "The database runs, another service of the droplet does not: docker compose ps"
say "Restored in $((SECONDS - started)) s; the apps find it by themselves.${aside:+ Once you are sure, remove what was kept, on the droplet:
  cd $remote/deploy/db-droplet && docker compose run --rm --no-deps --entrypoint rm postgres -rf $parent/$aside}"
