#!/usr/bin/env bash
# Turns a droplet off, as when its power goes: off.sh FOLDER HOST. It keeps its disks; reboot.sh turns it on again. As root.
set -euo pipefail
cd "$(dirname "$0")"
# shellcheck source-path=SCRIPTDIR source=hosts.sh
. ./hosts.sh
folder=$(realpath "${1:?Usage: off.sh FOLDER HOST}")
host=${2:?Usage: off.sh FOLDER HOST}
[ -d "$folder/hosts/$host" ] || { echo "There is no droplet $host in $folder." >&2; exit 1; }
turn_off "$host"
