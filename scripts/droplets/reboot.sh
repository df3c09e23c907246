#!/usr/bin/env bash
# Turns a droplet off, as when its power goes, unless it is off already, and on again with what it keeps on its disks:
#   reboot.sh FOLDER HOST [LATE_SECONDS]
# Its private address comes so many seconds after everything else (0). Ends when its engine answers. As root.
set -euo pipefail
cd "$(dirname "$0")"
# shellcheck source-path=SCRIPTDIR source=hosts.sh
. ./hosts.sh
folder=$(realpath "${1:?Usage: reboot.sh FOLDER HOST [LATE_SECONDS]}")
host=${2:?Usage: reboot.sh FOLDER HOST [LATE_SECONDS]}
[ -d "$folder/hosts/$host" ] || { echo "There is no droplet $host in $folder." >&2; exit 1; }
turn_off "$host"
turn_on "$host" "${3:-0}"
await_host "$host"
