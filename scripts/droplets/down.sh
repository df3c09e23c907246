#!/usr/bin/env bash
# Removes what up.sh made: down.sh FOLDER. What a failed up.sh left too, and nothing is left afterwards.
set -euo pipefail
folder=$(realpath --canonicalize-missing "${1:?Usage: down.sh FOLDER}")
[ -e "$folder/network" ] || { echo "There are no droplets in $folder." >&2; exit 0; }
network=$(cat "$folder/network")

# end PIDFILE: ends that process and waits for it. A droplet's processes, mounts and interfaces go with its first process.
end() {
  local pid waited=0
  pid=$(cat "$1" 2>/dev/null) || return 0
  pkill --signal KILL --parent "$pid" 2>/dev/null || true
  kill -KILL "$pid" 2>/dev/null || true
  while kill -0 "$pid" 2>/dev/null && [ $((waited += 1)) -lt 100 ]; do sleep 0.1; done
}

for host in "$folder"/hosts/*/; do
  end "$host/pid"
  find "/sys/fs/cgroup" -depth -path "*/droplets$network/$(basename "$host")*" -type d -exec rmdir {} + 2>/dev/null || true
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
