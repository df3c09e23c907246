#!/usr/bin/env bash
# Runs a Postgres server on a cluster of its own in $PGDATA, made on the first start, with $PGUSER as superuser,
# the database $PGDATABASE, and nothing but loopback TCP on $PGPORT with scram passwords.
# Ends the server (fast shutdown: sessions are cut, data is safe) when it is told to end, and when whoever started it dies.
set -euo pipefail

bin=
if installed=$(command -v postgres); then
  bin=$(dirname "$(readlink -f "$installed")")
else
  for candidate in /usr/lib/postgresql/*/bin; do
    [ -x "$candidate/postgres" ] && bin=$candidate
  done
fi
if [ -z "$bin" ]; then
  echo "PostgreSQL is not installed. Install it (Debian, Ubuntu: apt-get install postgresql; macOS: brew install postgresql) or start Docker." >&2
  exit 1
fi

# Postgres refuses to run as root.
as_owner=()
mkdir -p "$PGDATA"
if [ "$(id -u)" -eq 0 ]; then
  owner=postgres
  id "$owner" >/dev/null 2>&1 || owner=nobody
  group=$(id --group "$owner")
  as_owner=(setpriv --reuid="$owner" --regid="$group" --clear-groups)
  chown "$owner:$group" "$PGDATA"
fi
chmod 700 "$PGDATA"

version=$("$bin/postgres" --version | sed 's/[^0-9]*\([0-9]*\).*/\1/')
if [ -s "$PGDATA/PG_VERSION" ] && [ "$(cat "$PGDATA/PG_VERSION")" != "$version" ]; then
  echo "The data in $PGDATA is PostgreSQL $(cat "$PGDATA/PG_VERSION")'s, and this is $version. Move it away to begin anew, or take it along: pg_dump with the old version, then psql." >&2
  exit 1
fi
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  # Built beside and moved into place, so that an interrupted first start leaves no half-made cluster.
  new="$PGDATA/.new"
  rm -rf "$new"
  # The password goes by a file: arguments are visible to every user of the machine.
  password="$PGDATA/.password"
  (umask 077 && printf '%s' "$PGPASSWORD" >"$password")
  [ "$(id -u)" -ne 0 ] || chown "$owner:$group" "$password"
  "${as_owner[@]}" "$bin/initdb" --pgdata="$new" --username="$PGUSER" --pwfile="$password" \
    --auth=scram-sha-256 --encoding=UTF8 --locale=C.UTF-8 --no-instructions
  rm -f "$password"
  echo "CREATE DATABASE \"$PGDATABASE\"" | "${as_owner[@]}" "$bin/postgres" --single -D "$new" -j postgres
  rm -f "$new/postmaster.pid"
  mv "$new"/* "$PGDATA"/
  rmdir "$new"
fi

# A run that has just ended may not have let go of the cluster yet.
for _ in {1..50}; do
  if [ ! -s "$PGDATA/postmaster.pid" ] || ! kill -0 "$(head -n 1 "$PGDATA/postmaster.pid")" 2>/dev/null; then
    break
  fi
  sleep 0.1
done

# Set at each start: the cluster may have outlived the file that the password was in. No failed statement goes to the log with it.
echo "ALTER ROLE \"$PGUSER\" PASSWORD '${PGPASSWORD//\'/\'\'}'" | "${as_owner[@]}" "$bin/postgres" --single -D "$PGDATA" \
  -c password_encryption=scram-sha-256 -c log_min_error_statement=panic -j postgres >/dev/null

on_parent_death=()
command -v setpriv >/dev/null && on_parent_death=(setpriv --pdeathsig INT)
"${as_owner[@]}" "${on_parent_death[@]}" "$bin/postgres" -D "$PGDATA" \
  -c listen_addresses=127.0.0.1 -c port="$PGPORT" -c unix_socket_directories= \
  -c password_encryption=scram-sha-256 -c timezone=UTC -c log_timezone=UTC &
server=$!
trap 'kill -INT "$server" 2>/dev/null' TERM INT
# A trapped signal ends `wait` early.
wait "$server" || true
wait "$server"
