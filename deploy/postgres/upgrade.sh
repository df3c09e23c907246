#!/usr/bin/env bash
# Copies all that a server of an older version holds, which answers on the socket at PORT, into a new cluster of this version:
#   upgrade.sh PORT
# The new one is $PGDATA.new: it becomes the database when upgrade-db.sh gives it its name.
set -euo pipefail
new=$PGDATA.new socket=/var/run/postgresql
old=(--host="$socket" --port="$1" --username=postgres)
sql=(psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --host="$socket" --username=postgres --dbname=postgres --output=/dev/null)

rm -rf "$new"
# The superuser's password comes with the roles.
# shellcheck disable=SC2086 # several arguments
initdb --pgdata="$new" --encoding=UTF8 --username=postgres --pwfile=<(head -c 32 /dev/urandom | base64) $POSTGRES_INITDB_ARGS >/dev/null
# No line of its log may hold a row or a password.
pg_ctl --pgdata="$new" --silent --wait --log=/tmp/server.log start --options="-c listen_addresses= -c unix_socket_directories=$socket \
  -c hba_file=/etc/minitwit/pg_hba.conf -c log_min_error_statement=panic -c log_error_verbosity=terse" || { cat /tmp/server.log >&2; exit 1; }

# (postgres is there.)
pg_dumpall "${old[@]}" --globals-only | sed '/^CREATE ROLE postgres;$/d' | "${sql[@]}"
psql "${old[@]}" --dbname=postgres -XqAt -c "SELECT datname FROM pg_database WHERE datallowconn AND datname NOT IN ('postgres', 'template1')" \
  | while read -r database; do
    pg_dump "${old[@]}" --create "$database" | "${sql[@]}"
  done
vacuumdb --host="$socket" --username=postgres --all --analyze-only --quiet
pg_ctl --pgdata="$new" --silent --wait --mode=fast stop
