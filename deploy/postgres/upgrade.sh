#!/usr/bin/env bash
# Makes a new cluster of this version from the dump on standard input, which upgrade-db.sh takes from the old one. It is
# $PGDATA.new: it becomes the database when it is given its name.
set -euo pipefail
new=$PGDATA.new
# A folder of its own for the socket: in the shared one it would take the place of the old database's, should that go on meanwhile.
to=(--host=/tmp --username=postgres)

rm -rf "$new"
# The superuser's password comes with the roles.
# shellcheck disable=SC2086 # several arguments
initdb --pgdata="$new" --encoding=UTF8 --username=postgres --pwfile=<(head -c 32 /dev/urandom | base64) $POSTGRES_INITDB_ARGS >/dev/null
# No line of its log may hold a row or a password.
pg_ctl --pgdata="$new" --silent --wait --log=/tmp/server.log start --options="-c listen_addresses= -c unix_socket_directories=/tmp \
  -c hba_file=/etc/minitwit/pg_hba.conf -c log_min_error_statement=panic -c log_error_verbosity=terse" || { cat /tmp/server.log >&2; exit 1; }
psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --output=/dev/null "${to[@]}" --dbname=postgres
# Rows know by which transaction they came, and the old cluster's numbers would be this one's future.
psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --output=/dev/null "${to[@]}" --dbname=minitwit <<'SQL'
SELECT 'TRUNCATE message_changes' WHERE to_regclass('message_changes') IS NOT NULL \gexec
SELECT format('ALTER TABLE %s ALTER %I TYPE xid8 USING NULL', attrelid::regclass, attname) FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
WHERE atttypid = 'xid8'::regtype AND relkind = 'r' AND relnamespace = 'public'::regnamespace AND NOT attnotnull AND NOT attisdropped \gexec
SQL
vacuumdb "${to[@]}" --all --analyze-only --quiet
pg_ctl --pgdata="$new" --silent --wait --mode=fast stop
