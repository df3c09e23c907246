#!/usr/bin/env bash
# Writes the droplets' files (app-droplet, db-droplet, swarm) from the model in MiniTwit.AppHost. A test fails when they differ.
#   deploy/generate.sh [FOLDER]   into another folder than this one
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
output=$(realpath --canonicalize-missing "${1:-$here}")
cd "$here/.."
exec dotnet run --project MiniTwit.AppHost --no-launch-profile -- --operation publish --step publish --output-path "$output"
