#!/usr/bin/env bash
# The cluster of another version that is the database, as "VERSION FOLDER", which upgrade-db.sh takes along; nothing where there is none.
set -euo pipefail
parent=$(dirname "$PGDATA")
restoring=/var/lib/postgresql/restoring
made_of=$PGDATA/minitwit.made-of
is_empty() { [ -z "$(ls -A "$1" 2>/dev/null)" ]; }

if [ -s "$PGDATA/PG_VERSION" ]; then
  # There may be one that this was made of by upgrade-db.sh. It has been the database again since, where it is not as it was then.
  [ -s "$made_of" ] || exit 0
  control=$(cut --delimiter ' ' --fields 3- "$made_of") folder=${control%/global/*}
  if [ -s "$control" ] && [ -s "$folder/PG_VERSION" ] && ! sha256sum --check --status "$made_of"; then
    echo "$(cat "$folder/PG_VERSION") $folder"
  fi
  exit 0
fi
# In the middle of a restore of this version, which set one aside or turns one into another: an older one is only kept.
if [ -e "$restoring" ] && { [ -d "$parent/$(cat "$restoring")/base" ] || ! is_empty "$PGDATA"; }; then
  exit 0
fi
# Up to 17 the folder was not named by its version.
for folder in /var/lib/postgresql/{,*/}pgdata; do
  [ ! -s "$folder/PG_VERSION" ] || echo "$(cat "$folder/PG_VERSION") $folder"
done | sort --numeric-sort | tail -n 1
