#!/usr/bin/env bash
# What MiniTwit relies on of the official postgres image: a cluster in $PGDATA in UTF-8, made at the first start, with the
# superuser $POSTGRES_USER, $POSTGRES_PASSWORD, the database $POSTGRES_DB and what is in /docker-entrypoint-initdb.d.
set -euo pipefail

case ${1:-} in -* | '') set -- postgres "$@" ;; esac
[ "$1" = postgres ] || exec "$@"
export PGDATA=${PGDATA:?}
if [ "$(id -u)" -eq 0 ]; then
  install -d -m 0700 "$PGDATA"
  find "$PGDATA" \! -user postgres -exec chown postgres:postgres {} +
  install -d -o postgres -g postgres /var/run/postgresql
  exec setpriv --reuid=postgres --regid=postgres --init-groups "$0" "$@"
fi

user=${POSTGRES_USER:-postgres}
database=${POSTGRES_DB:-$user}
run_sql() { PGPASSWORD=$POSTGRES_PASSWORD psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username "$user" --no-password "$@"; }

make_cluster() {
  # shellcheck disable=SC2086 # several arguments
  initdb --encoding=UTF8 --username="$user" --pwfile=<(printf '%s\n' "$POSTGRES_PASSWORD") ${POSTGRES_INITDB_ARGS:-}
  echo "listen_addresses = '*'" >>"$PGDATA/postgresql.conf"
  printf '\nhost all all all %s\n' "${POSTGRES_HOST_AUTH_METHOD:-scram-sha-256}" >>"$PGDATA/pg_hba.conf"
  pg_ctl --wait --options "$(printf '%q ' "${@:2}" -c listen_addresses='')" start
  [ "$database" = postgres ] || run_sql --dbname postgres --command "CREATE DATABASE \"$database\""
  local file
  for file in /docker-entrypoint-initdb.d/*; do
    case $file in
      *.sh) bash "$file" ;;
      *.sql) run_sql --dbname "$database" --file "$file" ;;
    esac
  done
  pg_ctl --wait --mode fast stop
}

[ -s "$PGDATA/PG_VERSION" ] || make_cluster "$@"
exec "$@"
