#!/usr/bin/env bash
# Takes the database to the major version of PostgreSQL that these files are for. Before deploy.sh, which refuses until then:
#   upgrade-db.sh [settings-file] [--host USER@HOST] [--yes]
#     --host    for trial, on a droplet with a restored copy (restore.sh --host): nothing goes from there to the backups
#     --yes     does not ask before the database stops
# The database stops, all it holds is copied into a new cluster beside it, and that one takes over; requests that need it are
# answered 503 meanwhile. Until it takes over, ending the script undoes all. The old cluster stays as it was. Run again after a
# failure at any point, it starts over or goes on. What it does is in MiniTwit.AppHost/Deploying/Upgrade.cs.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
usage() { sed -n '2,/^[^#]/s/^# \?//p' "$0" >&2; exit 2; }

file=$here/production.env options=()
while [ $# -gt 0 ]; do
  case $1 in
    --host) options+=(--host "${2:?--host needs a droplet}"); shift ;;
    --yes) options+=(--yes true) ;;
    -*) usage ;;
    *) file=$1 ;;
  esac
  shift
done
exec "$here/pipeline.sh" upgrade-database --settings "$(realpath --no-symlinks "$file")" "${options[@]}"
