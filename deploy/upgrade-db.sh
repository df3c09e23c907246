#!/usr/bin/env bash
# Takes the database to the major version of PostgreSQL that these files are for. Before deploy.sh, which refuses until then:
#   upgrade-db.sh [settings-file] [--yes]
#     --yes    does not ask before the database stops
# The database stops, all it holds is copied into a new cluster beside it, and that one takes over; requests that need it are
# answered 503 meanwhile. Until it takes over, ending the script undoes all. The old cluster stays as it was. Run again after a
# failure at any point, it starts over or goes on.
# shellcheck source-path=SCRIPTDIR
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/lib/script.sh"
. "$here/lib/settings.sh"
. "$here/lib/droplet.sh"
. "$here/lib/stage.sh"
. "$here/lib/database.sh"

file=$here/production.env yes=''
for word in "$@"; do
  case $word in
    --yes) yes=1 ;;
    -*) usage ;;
    *) file=$word ;;
  esac
done
stopped='' services=()

# What an attempt runs on the droplet goes on when this script's connection ends.
end_copying() { on db docker rm --force minitwit-upgrade minitwit-postgres-old >/dev/null 2>&1 || true; }

undo() {
  local status=$?
  trap - EXIT INT TERM
  if [ -n "$stopped" ]; then
    say "Undoing: the old database goes on." >&2
    end_copying
    on db timeout 120 docker start "${services[@]}" >/dev/null || say "It does not start: docker compose ps" >&2
  fi
  disconnect
  rm -rf "$work"
  exit "$status"
}
trap undo EXIT
trap 'exit 130' INT TERM

copy() {
  local version=$1 folder=$2 size room found
  pull db "postgres:$version"
  # In MB: its size and the room beside it.
  # shellcheck disable=SC2016 # expanded there
  found=$(on db timeout 60 docker compose run --rm -T --no-deps --entrypoint bash postgres -c \
    'echo "$(du -sm "$1" | cut -f 1) $(df --output=avail -BM "$1" | tail -n 1 | tr -dc 0-9)"' bash "$folder")
  read -r size room <<<"$found"
  [ "$room" -gt $((size * 5 / 4 + 512)) ] || fail "The disk has $room MB left, and a second database of $size MB has to fit. Nothing was stopped."
  confirm "There is a database of PostgreSQL $version, $size MB, on $(target db). Stop it and copy it to another version?"

  end_copying
  say "Stopping the old database."
  mapfile -t services < <(on db docker compose ps --all --quiet)
  stopped=1
  on db timeout 300 docker compose --progress quiet stop
  # As it is: no one else's settings, nobody but the superuser over the socket, nothing written but what its start needs.
  on db docker run --detach --name minitwit-postgres-old --network none --user postgres --entrypoint bash \
    --volume minitwit_postgres-data:/volume --volume minitwit_postgres-socket:/var/run/postgresql "postgres:$version" -c \
    "echo 'local all postgres peer' >/tmp/pg_hba.conf && exec postgres -D /volume${folder#/var/lib/postgresql} -c port=5433 -c listen_addresses= \
      -c unix_socket_directories=/var/run/postgresql -c hba_file=/tmp/pg_hba.conf -c archive_mode=off -c default_transaction_read_only=on" >/dev/null
  on db timeout 600 docker exec minitwit-postgres-old bash -c \
    'until pg_isready --quiet --host=/var/run/postgresql --port=5433; do sleep 0.5; done' \
    || { on db docker logs --tail 5 minitwit-postgres-old >&2; fail "The old database does not start."; }

  say "Copying it …"
  # By the old version's own pg_dump: what only its server knows, that leaves out. (The superuser is there.)
  run db <<'SCRIPT'
timeout 14400 docker exec --env PGHOST=/var/run/postgresql --env PGPORT=5433 --env PGUSER=postgres minitwit-postgres-old bash -euo pipefail -c '
  pg_dumpall --globals-only | sed "/^CREATE ROLE postgres;$/d"
  databases=$(psql -XqAt -d postgres -c "SELECT datname FROM pg_database WHERE datallowconn" | grep -vxE "postgres|template1")
  for database in $databases; do pg_dump --create "$database"; done' \
  | timeout 14400 docker compose --progress quiet run --rm -T --no-deps --name minitwit-upgrade postgres upgrade.sh
SCRIPT
  end_copying

  # From here on the new one is the database.
  stopped=''
  # shellcheck disable=SC2016 # expanded there
  on db timeout 60 docker compose run --rm -T --no-deps --entrypoint bash postgres -c 'mv --no-target-directory "$PGDATA.new" "$PGDATA"'
}

read_settings "$file"
started=$SECONDS
prepare db
pull db
read -r version folder <<<"$(older_cluster)"
[ -z "$version" ] || copy "$version" "$folder"

say "The new database starts."
on db timeout 300 docker compose --progress quiet up --detach --wait postgres || fail "It does not start: docker compose logs postgres"
say "It serves after $((SECONDS - started)) s; the apps find it by themselves. $(sql db "SELECT format('%s: %s users, %s follows, %s messages',
  current_setting('server_version'), (SELECT count(*) FROM users), (SELECT count(*) FROM follows), (SELECT count(*) FROM messages))" minitwit)"

if [ -n "$(setting PGBACKREST_REPO1_TYPE)" ]; then
  say "Its first backup, since those of the old one do not fit it …"
  on db timeout 300 docker compose exec -T postgres start.sh stanza.sh stanza-upgrade
  on db timeout 43200 docker compose exec -T postgres start.sh pgbackrest --stanza=minitwit --type=full backup
fi
on db timeout 300 docker compose --progress quiet up --detach --wait || fail "The database runs, another service of the droplet does not: docker compose ps"
say "Done.${folder:+ Deploy now. The old database is kept in $folder. Once you are sure, remove it, on the droplet:
  cd $remote/deploy/db-droplet && docker compose run --rm --no-deps --entrypoint rm postgres -rf $folder}"
