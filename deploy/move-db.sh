#!/usr/bin/env bash
# Moves the database to another droplet without losing a write; writes pause for seconds:
#   move-db.sh [settings-file] NEW_SSH NEW_ADDRESS [--yes]
#     NEW_SSH          how to reach the new droplet (user@host); it has an engine and no database
#     NEW_ADDRESS      its private address
#     --yes            does not ask before the switch
# The new droplet becomes a streaming replica of the old; then the old one stops, which it does only when the replica has
# everything, and the replica takes over. Until the switch nothing has changed for the site, and ending the script undoes all.
# shellcheck source-path=SCRIPTDIR
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/lib/script.sh"
. "$here/lib/settings.sh"
. "$here/lib/droplet.sh"
. "$here/lib/stage.sh"
. "$here/lib/database.sh"

words=() yes=''
for word in "$@"; do
  case $word in
    --yes) yes=1 ;;
    -*) usage ;;
    *) words+=("$word") ;;
  esac
done
[ ${#words[@]} -ne 2 ] || words=("$here/production.env" "${words[@]}")
[ ${#words[@]} -eq 3 ] || usage
read_settings "${words[0]}"
settings[NEXT_SSH]=${words[1]} settings[NEXT_ADDRESS]=${words[2]}
new_address=${words[2]} old_address=$(setting DATABASE_ADDRESS)
slot=minitwit_move
switched='' fence=''

undo() {
  local status=$?
  trap - EXIT INT TERM
  if [ -z "$switched" ] && [ "$status" -ne 0 ]; then
    say "Undoing: the old database goes on. The apps know both addresses until deploy.sh runs the next time, which does no harm." >&2
    set_setting DATABASE_HOSTS postgres
    set_setting DATABASE_NEXT_ADDRESS ""
    on next timeout 90 docker compose down --volumes >/dev/null 2>&1 || true
    [ -z "$fence" ] || on db sh -c "docker exec $fence rm -f $marker; docker rm -f $fence" >/dev/null 2>&1 || true
    on db timeout 120 docker compose up -d >/dev/null 2>&1 || true
    sql db "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = '$slot'" >/dev/null 2>&1 || true
  fi
  disconnect
  rm -rf "$work"
  exit "$status"
}
trap undo EXIT
trap 'exit 130' INT TERM

tell_apps() {
  set_setting DATABASE_HOSTS "$1"
  set_setting DATABASE_NEXT_ADDRESS "$2"
  "$here/deploy.sh" "$settings_file"
}

# until_true SECONDS WHAT COMMAND...
until_true() {
  local patience=$(($1 + SECONDS)) what=$2
  shift 2
  until "$@"; do
    [ "$SECONDS" -lt "$patience" ] || fail "$what did not happen in time."
    sleep 1
  done
}

say "Checking both droplets."
connect db
[ "$(sql db 'SELECT pg_is_in_recovery()')" = f ] || fail "The old droplet's database is not the primary."
prepare next
# shellcheck disable=SC2016 # expanded there
on next sh -c '[ -z "$(docker compose ps -q postgres)" ] && ! docker volume inspect minitwit_postgres-data >/dev/null 2>&1' \
  || fail "The new droplet has a database already. If it is left from an attempt: docker compose down --volumes"

say "The apps learn both addresses."
tell_apps postgres,postgres-next "$new_address"

say "Copying the database to $new_address."
sql db "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = '$slot' AND NOT active" >/dev/null
on next timeout 14400 docker compose run --rm -T --no-deps postgres standby.sh "$old_address"
on next timeout 300 docker compose up -d --wait postgres 2>/dev/null || {
  on next docker compose logs --no-log-prefix --tail 5 postgres >&2
  fail "The replica does not start."
}
behind() {
  sql db "SELECT coalesce(min(pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn)), 1e12)::bigint FROM pg_stat_replication WHERE application_name = '$slot' AND state = 'streaming'"
}
close_enough() { [ "$(behind)" -lt 1000000 ]; }
until_true 3600 "The replica's catching up" close_enough

confirm "The replica follows the old database, $(behind) bytes behind. Switch over now?"

# All that may take long is done before: a checkpoint, so that stopping is quick; handing over the WAL that waits for the storage;
# containers and connections for the few commands of the switch.
say "Preparing the switch."
sql db CHECKPOINT >/dev/null
marker=/var/lib/postgresql/moved
fence=$(on db docker compose run -d -T --no-deps --entrypoint sleep postgres 600 | tail -n 1)
old_server=$(on db docker compose ps -q postgres)
new_server=$(on next docker compose ps -q postgres)
archived() { [ "$(sql db "SELECT count(*) FROM pg_ls_archive_statusdir() WHERE name LIKE '%.ready'")" -eq 0 ]; }
(until_true 60 "Archiving" archived) || say "The backup storage lags behind; the switch goes on without waiting for it."
on_replica() { on next docker exec --user postgres "$new_server" psql -XqAt -c "$1"; }
on_replica 'SELECT 1' >/dev/null
close_enough || fail "The replica has fallen behind again."

began=$(date +%s%N)
# Marked first, so that from its end on nothing can start the old one as a second primary.
on db sh -c "docker exec $fence sh -c 'echo $new_address >$marker' && timeout 58 docker stop --time 55 $old_server >/dev/null &&
  docker exec $fence sh -c 'pg_controldata \$PGDATA'" >"$work/control"
grep -q 'Database cluster state: *shut down$' "$work/control" || fail "The old database did not shut down in an orderly way."
last=$(sed -n 's/^Latest checkpoint location: *//p' "$work/control")
stopped=$(date +%s%N)
has_all() { [ "$(on_replica "SELECT pg_last_wal_replay_lsn() > '$last'::pg_lsn")" = t ]; }
until_true 10 "The replica's receiving the last write ($last)" has_all
# From here on a failure must not bring the old one back: the replica may have taken over.
switched=1
[ "$(on_replica 'SELECT pg_promote(true, 30)')" = t ] || fail "The replica did not take over. Look at it, and only if it is still
a replica (SELECT pg_is_in_recovery()) go back: remove $marker in the old droplet's volume and start it."
ended=$(date +%s%N)
say "Switched: $(((ended - began) / 1000000)) ms in all, $(((stopped - began) / 1000000)) ms of them the old one's end. Every write up to $last is there."

say "The new droplet's other services start; settings and apps go to the new address."
on_replica "ALTER SYSTEM RESET primary_conninfo" && on_replica "ALTER SYSTEM RESET primary_slot_name" && on_replica "SELECT pg_reload_conf()" >/dev/null
on db sh -c "docker rm -f $fence >/dev/null; timeout 120 docker compose stop" 2>/dev/null || say "The old droplet's other services could not be stopped."
on next timeout 300 docker compose up -d --wait 2>/dev/null || say "A service of the new droplet is not well: docker compose ps"
set_setting DB_SSH "$(target next)"
set_setting DATABASE_ADDRESS "$new_address"
tell_apps postgres ""
say "Done: $(sql next "SELECT format('%s users, %s messages', (SELECT count(*) FROM users), (SELECT count(*) FROM messages))" minitwit). The old
droplet keeps its data and refuses to start it ($marker); remove it when you are sure."
