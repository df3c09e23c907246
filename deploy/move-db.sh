#!/usr/bin/env bash
# Moves the database to another droplet without losing a write; writes pause for seconds:
#   move-db.sh [settings-file] NEW_SSH NEW_ADDRESS [--yes]
#     NEW_SSH          how to reach the new droplet (user@host); it has an engine and no database
#     NEW_ADDRESS      its private address
#     --yes            does not ask before the switch
# The new droplet becomes a streaming replica of the old; then the old one stops, which it does only when the replica has
# everything, and the replica takes over. Until the switch nothing has changed for the site, and ending the script undoes all.
# Killed within the switch, it goes on when run again with the same arguments.
# What it does is in MiniTwit.AppHost/Deploying/Move.cs.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
usage() { sed -n '2,/^[^#]/s/^# \?//p' "$0" >&2; exit 2; }

words=() options=()
for word in "$@"; do
  case $word in
    --yes) options+=(--yes true) ;;
    -*) usage ;;
    *) words+=("$word") ;;
  esac
done
[ ${#words[@]} -ne 2 ] || words=("$here/production.env" "${words[@]}")
[ ${#words[@]} -eq 3 ] || usage
exec "$here/pipeline.sh" move-database --settings "$(realpath --no-symlinks "${words[0]}")" \
  --ssh "${words[1]}" --address "${words[2]}" "${options[@]}"
