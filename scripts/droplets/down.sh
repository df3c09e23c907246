#!/usr/bin/env bash
# Removes what up.sh made: down.sh FOLDER. What a failed up.sh left too, and nothing is left afterwards.
set -euo pipefail
folder=$(realpath --canonicalize-missing "${1:?Usage: down.sh FOLDER}")
cd "$(dirname "$0")"
# shellcheck source-path=SCRIPTDIR source=hosts.sh
. ./hosts.sh
[ -e "$folder/network" ] || { echo "There are no droplets in $folder." >&2; exit 0; }
network=$(cat "$folder/network")

for host in "$folder"/hosts/*/; do
  [ ! -d "$host" ] || turn_off "$(basename "$host")"
done
end "$folder/registry.pid"
find /sys/fs/cgroup -depth -path "*/droplets$network" -type d -exec rmdir {} + 2>/dev/null || true
end "$folder/switch.pid"
ip link delete "world$network" 2>/dev/null || true
ip route delete unreachable "10.$((network + 1)).0.0/24" 2>/dev/null || true
# The namespaces' mounts end a moment after their processes.
for _ in 1 2 3 4 5; do
  rm -rf "$folder" 2>/dev/null && break
  sleep 1
done
[ ! -e "$folder" ]
