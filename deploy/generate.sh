#!/usr/bin/env bash
# Writes what follows from the model in MiniTwit.AppHost: app-droplet, db-droplet, manifest.json, production.env.example. A test fails when
# they differ.
#   deploy/generate.sh [FOLDER]   into another folder than this one
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
exec "$here/pipeline.sh" publish --output-path "$(realpath --canonicalize-missing "${1:-$here}")"
