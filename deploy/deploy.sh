#!/usr/bin/env bash
# Brings both droplets to what is in this folder and to one version of MiniTwit, while it serves:
#   deploy/deploy.sh [SETTINGS] [--plan] [--version V]
# SETTINGS (deploy/production.env by default) has a line NAME=value for APP_SSH and DB_SSH (user@host), REMOTE_DIRECTORY and
# SSH_OPTIONS where the defaults do not fit, EDGE_ADDRESS where the names are not in DNS yet, and for every parameter of
# app-droplet/.env.example and db-droplet/.env.example. Versions are tags of images, and never change their content.
#   --plan   checks everything, says what would be done, and changes nothing
# In this order: checks; files; images; database; migration; api and web, one replica at a time; everything else; a test through
# the edge. When anything after the migration fails, the app droplet goes back to what it ran before, in the same way.
# Where the app droplet manages a swarm, swarm/deploy.sh does what follows the database. Interrupted anywhere, it goes on where it was
# when run again. Changes of your own go in app-droplet/compose.override.yaml.
# shellcheck source-path=SCRIPTDIR
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/lib/script.sh"
. "$here/lib/settings.sh"
. "$here/lib/droplet.sh"
. "$here/lib/stage.sh"
. "$here/lib/database.sh"
. "$here/lib/update.sh"
. "$here/lib/smoke.sh"

settings_file=$here/production.env plan='' version=''
while [ $# -gt 0 ]; do
  case $1 in
    --plan) plan=1 ;;
    --version) version=${2:?--version needs a version} && shift ;;
    -*) usage ;;
    *) settings_file=$1 ;;
  esac
  shift
done

# shellcheck disable=SC2317 # called by the trap
leave() {
  unlock
  disconnect
  rm -rf "$work"
}
trap leave EXIT
trap 'fail "Interrupted. Run it again: it goes on where it was."' INT TERM

read_settings "$settings_file"
# shellcheck disable=SC2153 # a parameter's name
[ -z "$version" ] || settings[VERSION]=$version
check_settings
for droplet in app db; do connect "$droplet"; done
for droplet in app db; do check_droplet "$droplet"; done
[ -n "$plan" ] || "$here/certificates.sh" "$(secrets_folder)"
for droplet in app db; do stage "$droplet"; done

if [ -n "$plan" ]; then
  show_plan
  warn_who_does_not_hear
  exit 0
fi

lock
on app mkdir -p "$remote"
for droplet in app db; do ship "$droplet"; done
for droplet in app db; do pull "$droplet"; done
older=$(older_cluster)
[ -z "$older" ] || fail "db: the database is one of PostgreSQL ${older%% *}, and these files are for another: first deploy/upgrade-db.sh. Nothing was stopped or started."
say "db: the database and what belongs to it"
bring_up db
apply_mounted_files db
if [ "$(on app docker info --format '{{.Swarm.ControlAvailable}}')" = true ]; then
  "$here/swarm/deploy.sh" "$settings_file" --version "$(setting VERSION)"
  set_rights
  warn_who_does_not_hear
  exit
fi
say "app: migrating the database"
migrate || fail "The migration failed. What ran before goes on serving."
set_rights

attempt update_app
if [ "$status" -eq 0 ]; then
  keep_as_good
  say "Done: version ${settings[VERSION]} serves."
  warn_who_does_not_hear
  exit 0
fi
failed=${settings[VERSION]}
roll_back
fail "The deployment of $failed failed."
