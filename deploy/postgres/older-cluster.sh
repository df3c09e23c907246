#!/usr/bin/env bash
# Where the volume has no cluster of this version: the newest of another one, as "VERSION FOLDER", which upgrade-db.sh takes along.
set -euo pipefail
[ ! -s "$PGDATA/PG_VERSION" ] || exit 0
# Up to 17 the folder was not named by its version.
for folder in /var/lib/postgresql/{,*/}pgdata; do
  [ ! -s "$folder/PG_VERSION" ] || echo "$(cat "$folder/PG_VERSION") $folder"
done | sort --numeric-sort | tail -n 1
