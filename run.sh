#!/usr/bin/env bash
# Starts the whole stack on this machine and prints where everything is. Ctrl+C stops all of it.
#   ./run.sh --seed    with people and messages in it, as the dashboard's button "Seed demo data" puts them there
# Other arguments are settings (docs/configuration.md): ./run.sh --Ports:web=8000
set -euo pipefail
cd "$(dirname "$0")"
. scripts/prerequisites.sh

settings=()
for argument in "$@"; do
  case $argument in
    --seed) settings+=(--Demo:Seed=true) ;;
    -h | --help) sed -n '2,/^set/s/^# \?//p' "$0" && exit ;;
    *) settings+=("$argument") ;;
  esac
done

need_dotnet
case "${MINITWIT_HOSTING:-}" in
  containers) ;;
  processes) need_local_servers ;;
  *) have_container_runtime || need_local_servers ;;
esac

# Apart from the run: Ctrl+C while `dotnet run` builds is told as a build that failed. Later it is the AppHost's alone.
trap 'exit 130' INT
echo "Building."
said=$(dotnet build MiniTwit.AppHost --verbosity quiet --nologo --tl:off 2>&1) || { echo "$said" >&2; exit 1; }
trap - INT
exec dotnet run --project MiniTwit.AppHost --no-build -- ${settings[@]+"${settings[@]}"}
