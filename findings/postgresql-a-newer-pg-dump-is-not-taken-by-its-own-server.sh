#!/usr/bin/env bash
# Surprise: a dump of PostgreSQL 17.12, made by 18.6's pg_dump as the manual advises, is refused by a server of 18.6.
#
# Versions:  PostgreSQL 17.12 (Debian trixie's) and 18.6 (Debian forky's).
# Expected:  for the way to a newer major version the manual says to use the newer version's pg_dump, since that knows what its own server
#            reads. Of one empty table made a moment ago the dump goes in.
# Found:     17.12 notes an option pg_attver with each column that is made (pg_attribute.attoptions). Its own pg_dump leaves that out. The one
#            of 18.6 writes it down as ALTER COLUMN … SET (pg_attver=…), and the server of 18.6, which notes no such option, does not know it.
#            With ON_ERROR_STOP the restore ends there; without, it complains for each column, and the data is whole. What helps: the old
#            version's own pg_dump.
# Output seen (the number differs):
#   17.12: column a has {pg_attver=N}
#   18.6: column a has nothing
#   lines with pg_attver in the dump by 17.12: 0, by 18.6: 1
#   18.6 takes the dump by 17.12: yes
#   18.6 takes the dump by 18.6: ERROR:  unrecognized parameter "pg_attver"
#
# Needs root, mmdebstrap (Debian's keys) and unshare. Takes about a minute. Fails when the behaviour changes.
set -euo pipefail
shopt -s extglob
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
chmod 755 "$folder"

# shellcheck disable=SC2016 # $1 in a hook is the new root
TMPDIR=$folder mmdebstrap --quiet --variant=minbase --include=postgresql-17=17.12-0+deb13u1,postgresql-18=18.6-3 \
  --dpkgopt='path-exclude=/usr/share/{doc,man,locale}/*' \
  --setup-hook='sed -n "s/ forky / trixie /p" "$1/etc/apt/sources.list" >"$1/etc/apt/sources.list.d/older.list"' \
  --aptopt='Acquire::Check-Valid-Until "false"' forky "$folder/root" 2>"$folder/log" \
  || { tail -n 5 "$folder/log"; exit 1; }

cat >"$folder/root/try.sh" <<'TRY'
set -euo pipefail
as_postgres() { setpriv --reuid=postgres --regid=postgres --clear-groups "$@"; }
programs() { echo "/usr/lib/postgresql/$1/bin"; }
ask() { psql -XqAt --host=/tmp --username=postgres --port="55$1" "${@:2}"; }
dump() { "$(programs "$1")/pg_dump" --host=/tmp --username=postgres --port=5517; }
load() {
  local said
  if said=$(ask 18 -v ON_ERROR_STOP=1 --single-transaction --output=/dev/null --file="/tmp/by-$1.sql" 2>&1); then
    echo yes
  else
    echo "ERROR${said#*ERROR}"
  fi
}

chmod 1777 /tmp
for version in 17 18; do
  as_postgres "$(programs "$version")/initdb" --pgdata="/tmp/$version" --username=postgres --auth=trust --no-sync >/dev/null
  as_postgres "$(programs "$version")/pg_ctl" --pgdata="/tmp/$version" --log="/tmp/$version.log" --wait start \
    --options="-p 55$version -c listen_addresses= -c unix_socket_directories=/tmp" >/dev/null
  ask "$version" -c 'CREATE TABLE things (a int)'
  echo "$(ask "$version" -c 'SHOW server_version' | cut -d' ' -f1): column a has $(ask "$version" -c "SELECT coalesce(attoptions::text, 'nothing') FROM pg_attribute WHERE attrelid = 'things'::regclass AND attnum = 1")"
done
for version in 17 18; do dump "$version" >"/tmp/by-$version.sql"; done
echo "lines with pg_attver in the dump by 17.12: $(grep -c pg_attver /tmp/by-17.sql || true), by 18.6: $(grep -c pg_attver /tmp/by-18.sql || true)"
ask 18 -c 'DROP TABLE things'
echo "18.6 takes the dump by 17.12: $(load 17)"
ask 18 -c 'DROP TABLE things'
echo "18.6 takes the dump by 18.6: $(load 18)"
TRY

# Servers and mounts end with it.
# shellcheck disable=SC2016 # the inner shell's
seen=$(unshare --mount --pid --fork --kill-child bash -c 'mount --rbind /dev "$1/dev" && mount -t proc proc "$1/proc" && exec chroot "$1" bash /try.sh' try "$folder/root")
echo "$seen"
[ "${seen/pg_attver=[0-9]*([0-9])/pg_attver=N}" = '17.12: column a has {pg_attver=N}
18.6: column a has nothing
lines with pg_attver in the dump by 17.12: 0, by 18.6: 1
18.6 takes the dump by 17.12: yes
18.6 takes the dump by 18.6: ERROR:  unrecognized parameter "pg_attver"' ] || { echo "The behaviour has changed." >&2; exit 1; }
