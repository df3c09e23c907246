#!/usr/bin/env bash
# Droplets on this machine, to try deployments on: up.sh FOLDER [HOST...], by default the hosts app and db. As root.
# Each is a set of namespaces with its own network, processes, Docker engine (with Compose v2) and ssh server, on two networks:
#   public   10.77.0.0/24, where this machine (10.77.0.1) is the world outside and has an image registry at port 5000
#   private  10.78.0.0/24, which only the droplets reach
# The first host gets the address .11 in both, the next .12 …; they reach nothing else. DROPLETS_NETWORK=79 makes it 10.79 and 10.80.
# A host whose name begins with db or next is set up as cloud-init does it for a database's droplet, every other one as an app droplet.
# FOLDER keeps everything; `ssh -F FOLDER/ssh_config app` gets in. Run again with more hosts, it adds them. off.sh and reboot.sh turn
# one off and on; down.sh removes all.
set -euo pipefail
cd "$(dirname "$0")"
# shellcheck source-path=SCRIPTDIR source=../prerequisites.sh
. ../prerequisites.sh
# shellcheck source-path=SCRIPTDIR source=../local-images/debian-root.sh
. ../local-images/debian-root.sh
# shellcheck source-path=SCRIPTDIR source=hosts.sh
. ./hosts.sh

readonly network=${DROPLETS_NETWORK:-77} first_address=11
[ $# -gt 0 ] || { echo "Usage: up.sh FOLDER [HOST...]" >&2; exit 2; }
folder=$(realpath --canonicalize-missing "$1")
shift
[ $# -gt 0 ] || set -- app db

need_programs() {
  [ "$(id -u)" -eq 0 ] || { echo "Droplets on this machine need root." >&2; exit 1; }
  local missing=() pair
  for pair in dockerd:docker.io iptables:iptables mmdebstrap:mmdebstrap sshd:openssh-server docker-registry:docker-registry ip:iproute2; do
    command -v "${pair%:*}" >/dev/null || missing+=("${pair#*:}")
  done
  [ ${#missing[@]} -eq 0 ] || need_packages "The droplets on this machine run real engines and ssh servers" "${missing[@]}"
}

# The two networks are bridges in a namespace of their own, where no packet filter of this machine's engine sees them. This machine
# has a cable to the public one only.
make_networks() {
  [ ! -e "$folder/switch.pid" ] || return 0
  setsid unshare --net sleep infinity &
  echo $! >"$folder/switch.pid"
  local bridge waited=0
  until [ "$(readlink "/proc/$!/ns/net")" != "$(readlink /proc/self/ns/net)" ]; do
    [ $((waited += 1)) -lt 50 ] || return 1
    sleep 0.1
  done
  for bridge in public private; do
    in_switch ip link add "$bridge" type bridge
    in_switch ip link set "$bridge" up
  done
  ip link add "world$network" type veth peer name world netns "$!"
  in_switch ip link set world master public up
  ip link set "world$network" up
  ip address add "10.$network.0.1/24" dev "world$network"
  ip route replace unreachable "10.$((network + 1)).0.0/24"
}

start_registry() {
  [ ! -e "$folder/registry.pid" ] || return 0
  cat >"$folder/registry.yml" <<YAML
version: 0.1
log: {level: warn}
storage: {filesystem: {rootdirectory: $folder/registry}}
http: {addr: "10.$network.0.1:5000"}
YAML
  setsid docker-registry serve "$folder/registry.yml" >"$folder/registry.log" 2>&1 &
  echo $! >"$folder/registry.pid"
}

# Its role, of deploy/cloud-init: by its name.
kind_of() { case $1 in db* | next*) echo db ;; *) echo app ;; esac; }

add_host() {
  local host=$1 number here
  here=$folder/hosts/$host
  number=$((first_address + $(find "$folder/hosts" -mindepth 1 -maxdepth 1 | wc -l)))
  mkdir -p "$here"/{docker,opt,root/.docker/cli-plugins,ssh}
  cp "$images_folder/docker-compose" "$here/root/.docker/cli-plugins"
  cp "engine-$(kind_of "$host").json" "$here/daemon.json"
  ssh-keygen -q -t ed25519 -N '' -f "$here/ssh/host_key"
  printf '10.%s.0.%s\n' "$network" "$number" >"$here/public"
  printf '10.%s.0.%s\n' "$((network + 1))" "$number" >"$here/private"
  turn_on "$host"
  cat >>"$folder/ssh_config" <<CONFIG
Host $host
  HostName $(cat "$here/public")
  User root
  IdentityFile $folder/key
  IdentitiesOnly yes
  UserKnownHostsFile $folder/known_hosts
CONFIG
  echo "$(cat "$here/public") $(cut -d ' ' -f 1,2 "$here/ssh/host_key.pub")" >>"$folder/known_hosts"
}

need_programs
debian_root >/dev/null
mkdir -p "$folder/hosts"
echo "$network" >"$folder/network"
trap '[ $? -eq 0 ] || ./down.sh "$folder"' EXIT
[ -e "$folder/key" ] || ssh-keygen -q -t ed25519 -N '' -f "$folder/key"
make_networks
start_registry
for host; do [ -e "$folder/hosts/$host" ] || add_host "$host"; done
for host; do await_host "$host"; done
