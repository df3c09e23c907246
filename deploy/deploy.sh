#!/usr/bin/env bash
# Brings both droplets to what is in this folder and to one version of MiniTwit, while it serves:
#   deploy/deploy.sh [SETTINGS] [--plan] [--version V]
# SETTINGS (deploy/production.env by default) has a line NAME=value for what production.env.example has. Changes of your own lie
# beside it: stack.override.yaml for the app droplet, compose.override.yaml for the database's. Versions are tags of images.
#   --plan   checks everything, says what would be done, and changes nothing
# In this order: checks; the database's droplet; migration; all services of the app droplet, by the swarm; a test through the edge.
# When anything after the migration fails, what has changed goes back. Interrupted anywhere, it goes on where it was when run again.
# What it does is in MiniTwit.AppHost/Deploying/Deployment.cs.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
usage() { sed -n '2,/^[^#]/s/^# \?//p' "$0" >&2; exit 2; }

file=$here/production.env step=deploy-apps options=()
while [ $# -gt 0 ]; do
  case $1 in
    --plan) step=plan-deployment ;;
    --version) options+=(--version "${2:?--version needs a version}") && shift ;;
    -*) usage ;;
    *) file=$1 ;;
  esac
  shift
done
exec "$here/pipeline.sh" "$step" --settings "$(realpath --no-symlinks "$file")" "${options[@]}"
