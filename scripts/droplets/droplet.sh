#!/usr/bin/env bash
# The first process of a droplet: droplet.sh FOLDER HOST REGISTRY LATE_SECONDS, started by hosts.sh in namespaces of its own.
set -euo pipefail
folder=$1 host=$2 registry=$3 late=$4
here=$folder/hosts/$host

# What a machine keeps for itself: its state, programs' data and root's home. The rest is this machine's, as installed.
mkdir -p /var/lib/docker
mount --bind "$here/docker" /var/lib/docker
mount --bind "$here/run" /run
mount --bind "$here/opt" /opt
mount --bind "$here/root" /root
# As systemd and the engine's package leave them: containers may see what is mounted later, and others may not look into the folder.
mount --make-rshared /
chmod 0710 /var/lib/docker
hostname "$host"

waited=0
until ip link show public && ip link show private; do
  [ $((waited += 1)) -lt 100 ] || exit 1
  sleep 0.1
done >/dev/null 2>&1
ip link set lo up
connect() {
  ip address add "$(cat "$here/$1")/24" dev "$1"
  ip link set "$1" up
}
connect public
if [ "$late" = 0 ]; then
  connect private
else
  { sleep "$late"; connect private; } &
fi

# What cloud-init and its prepare-droplet leave, of what the containers need.
echo 1 >/proc/sys/net/ipv4/ip_nonlocal_bind
if ! grep -q live-restore "$here/daemon.json"; then
  install --directory --owner 1654 --group 1654 --mode 0755 /opt/minitwit/logs
fi

/usr/sbin/sshd -D -e -f /dev/null -h "$here/ssh/host_key" -o AuthorizedKeysFile="$folder/key.pub" -o UsePAM=no -o StrictModes=no \
  -o PasswordAuthentication=no -o MaxStartups=50 -o Subsystem='sftp internal-sftp' -o PidFile=/run/sshd.pid &

# No settings of this machine's own engine.
while :; do
  rm -f /run/docker.pid
  dockerd --config-file "$here/daemon.json" --cgroup-parent "/droplets$(cat "$folder/network")/$host" --insecure-registry "$registry" || sleep 1
done
