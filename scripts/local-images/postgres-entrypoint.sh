#!/bin/bash
# The part of the official postgres image's start that the model relies on: a cluster in $PGDATA with $POSTGRES_PASSWORD.
set -euo pipefail
for bin in /usr/lib/postgresql/*/bin; do PATH=$bin:$PATH; done
PGDATA=${PGDATA:-/var/lib/postgresql/data}
as_postgres=(setpriv --reuid=postgres --regid=postgres --init-groups)
mkdir -p "$PGDATA"
chown postgres:postgres "$PGDATA"
chmod 700 "$PGDATA"
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  password=$(mktemp)
  printf '%s' "$POSTGRES_PASSWORD" >"$password"
  chown postgres "$password"
  "${as_postgres[@]}" initdb --pgdata="$PGDATA" --username="${POSTGRES_USER:-postgres}" --pwfile="$password" --auth=scram-sha-256 --locale=C.UTF-8
  rm "$password"
  echo "host all all all scram-sha-256" >>"$PGDATA/pg_hba.conf"
fi
exec "${as_postgres[@]}" postgres -D "$PGDATA" -c listen_addresses='*' -c unix_socket_directories=/tmp "$@"
