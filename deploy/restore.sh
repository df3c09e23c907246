#!/usr/bin/env bash
# Restores the database from its backups onto the database droplet:
#   restore.sh [settings-file] [--to TIME] [--host USER@HOST] [--yes] [--discard-old]
#     --to TIME        a point in time, as `date` reads it ('2026-01-31 10:15:00 UTC'); without it, all that was archived
#     --host           for trial, to another droplet than the settings' DB_SSH: nothing goes from there to the backups
#     --yes            does not ask before it replaces a database
#     --discard-old    first removes what earlier restores and upgrades kept beside the database
# A droplet without a database gets one; where there is one it is kept beside the restored one, if the disk has room.
# Run again after a failure at any point, it starts over; until it is through, the database does not start by itself.
# What it does is in MiniTwit.AppHost/Deploying/Restore.cs.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
usage() { sed -n '2,/^[^#]/s/^# \?//p' "$0" >&2; exit 2; }

file=$here/production.env options=()
while [ $# -gt 0 ]; do
  case $1 in
    --to) to=$(date -u -d "${2:?--to needs a time}" '+%F %T.%6N+00') || { echo "--to is no time: $2" >&2; exit 1; }; options+=(--to "$to"); shift ;;
    --host) options+=(--host "${2:?--host needs a droplet}"); shift ;;
    --yes | --discard-old) options+=("$1" true) ;;
    -*) usage ;;
    *) file=$1 ;;
  esac
  shift
done
exec "$here/pipeline.sh" restore-database --settings "$(realpath --no-symlinks "$file")" "${options[@]}"
