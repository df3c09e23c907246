#!/usr/bin/env bash
# Starts the whole stack on this machine and prints where everything is. Ctrl+C stops all of it.
set -euo pipefail
cd "$(dirname "$0")"
. scripts/prerequisites.sh

need_dotnet
case "${MINITWIT_HOSTING:-}" in
  containers) ;;
  processes) need_local_servers ;;
  *) have_container_runtime || need_local_servers ;;
esac

exec dotnet run --project MiniTwit.AppHost "$@"
