#!/usr/bin/env bash
# Sets up the roles over the socket, as the superuser; a standby gets them from its primary. The passwords come by the environment
# and reach psql by it (\getenv): no argument and, by the server's settings, no log holds them.
set -euo pipefail
for role in OWNER APP READER MONITOR REPLICATION; do
  name=DATABASE_${role}_PASSWORD
  [ -n "${!name:-}" ] || { echo "$name is not set." >&2; exit 1; }
done
psql=(psql --no-psqlrc --quiet --tuples-only --no-align --username=postgres --dbname=postgres --host=/var/run/postgresql)
export PGCONNECT_TIMEOUT=5 PGOPTIONS='-c statement_timeout=30s -c lock_timeout=10s'
[ "$("${psql[@]}" --command 'SELECT pg_is_in_recovery()')" = t ] || "${psql[@]}" --file=/etc/minitwit/roles.sql
