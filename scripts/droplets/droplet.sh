#!/usr/bin/env bash
# The first process of a droplet: droplet.sh FOLDER HOST REGISTRY, started by up.sh in namespaces of its own.
set -euo pipefail
folder=$1 host=$2 registry=$3
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
for kind in public private; do
  ip address add "$(cat "$here/$kind")/24" dev "$kind"
  ip link set "$kind" up
done

/usr/sbin/sshd -D -e -f /dev/null -h "$here/ssh/host_key" -o AuthorizedKeysFile="$folder/key.pub" -o UsePAM=no -o StrictModes=no \
  -o PasswordAuthentication=no -o MaxStartups=50 -o Subsystem='sftp internal-sftp' -o PidFile=/run/sshd.pid &

# No settings of this machine's own engine; of cloud-init's what the edge needs.
echo '{"dns-opts": ["ndots:1"]}' >"$here/daemon.json"
while :; do
  rm -f /run/docker.pid
  dockerd --config-file "$here/daemon.json" --cgroup-parent "/droplets$(cat "$folder/network")/$host" --insecure-registry "$registry" \
    --log-opt max-size=10m --log-opt max-file=3 || sleep 1
done
