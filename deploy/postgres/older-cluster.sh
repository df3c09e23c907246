#!/usr/bin/env bash
# The cluster of another version that is the database, as "VERSION FOLDER", which upgrade-db.sh takes along; nothing where there is none.
set -euo pipefail

# In the middle of a restore of this version, which set one aside or turns one into another: an older one is only kept.
if restoring=$(cat /var/lib/postgresql/restoring 2>/dev/null); then
  if [ -n "$restoring" ]; then
    [ ! -d "$(dirname "$PGDATA")/$restoring" ] || exit 0
  else
    [ -z "$(ls -A "$PGDATA" 2>/dev/null)" ] || exit 0
  fi
fi

# latest FOLDER: itself, or what upgrade-db.sh made it of, where that is not as it was then: it has been the database again since.
latest() {
  local control origin database
  control=$(cut --delimiter ' ' --fields 3- "$1/minitwit.made-of" 2>/dev/null || true)
  origin=${control%/global/*}
  if [ -s "$control" ] && [ -s "$origin/PG_VERSION" ]; then
    database=$(latest "$origin")
    if [ "$database" != "$origin" ] || ! sha256sum --check --status "$1/minitwit.made-of"; then
      echo "$database"
      return
    fi
  fi
  echo "$1"
}

newest=$PGDATA
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  # Up to 17 the folder was not named by its version.
  newest=$(for folder in /var/lib/postgresql/{,*/}pgdata; do
    [ ! -s "$folder/PG_VERSION" ] || echo "$(cat "$folder/PG_VERSION") $folder"
  done | sort --numeric-sort | tail -n 1 | cut --delimiter ' ' --fields 2-)
  [ -n "$newest" ] || exit 0
fi
database=$(latest "$newest")
[ "$database" = "$PGDATA" ] || echo "$(cat "$database/PG_VERSION") $database"
