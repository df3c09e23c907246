#!/usr/bin/env bash
# Surprise: a swarm service whose task does its work and ends with exit code 0 pauses its own update, as a failure.
#
# Versions:  Docker 26.1.5 (Debian trixie's docker.io, containerd 1.7.24, bookworm's runc 1.1.5).
# Expected:  with restart condition "none" or "on-failure" a task that ends with 0 has done what it was to do: Docker itself calls it
#            Complete, and `docker service create` of the same service reports success. So an update of it succeeds too.
# Found:     within the update's monitor (5 s by default) any task past "running" counts as failed, whatever its exit code. The update is
#            "paused" after a task that ended with 0; one that takes longer than the monitor is "completed". So migrations run as a service
#            let an update through on a slow machine and stop it on a fast one. With failure action "continue" the update completes.
# Output seen:
#   at-once: task complete, exit code 0, update paused
#   after-the-monitor: task complete, exit code 0, update completed
#   at-once-continue: task complete, exit code 0, update completed
#
# Needs root, mmdebstrap (Debian's keys) and unshare. Fails when the behaviour changes.
set -euo pipefail
folder=$(mktemp -d)
engine=
finish() {
  [ -z "$engine" ] || { kill -KILL "$engine" && timeout 20 tail --pid "$engine" -f /dev/null; } 2>/dev/null || true
  rm -rf "$folder"
}
trap finish EXIT
cd "$folder"

mkdir image
packages() { TMPDIR=$folder mmdebstrap --quiet --variant=extract --include="$2" "$1" "$3" 2>log || { tail -n 5 log; exit 1; }; }
packages trixie docker.io=26.1.5+dfsg1-9+deb13u1+b1,docker-cli=26.1.5+dfsg1-9+deb13u1+b1,containerd=1.7.24~ds1-6+deb13u1,busybox-static=1:1.37.0-6+b9 root
# A runc for older C libraries too.
packages bookworm runc=1.1.5+ds1-1+deb12u1 older
export PATH=$folder/older/usr/sbin:$folder/root/usr/bin:$folder/root/usr/sbin:$PATH
export DOCKER_HOST=unix://$folder/docker.sock
unset DOCKER_CONTEXT DOCKER_TLS_VERIFY DOCKER_CERT_PATH

# An engine in namespaces of its own, so that it meets no other of this machine. All of it ends with its first process.
# shellcheck disable=SC2016 # the inner shell's
unshare --net --mount --pid --fork --kill-child --mount-proc bash -c '
  ip link set lo up
  exec dockerd --data-root "$1/data" --exec-root "$1/exec" --pidfile "$1/pid" --host "$DOCKER_HOST" --bridge none --iptables=false --ip6tables=false
' engine "$folder" >engine.log 2>&1 &
engine=$!
disown
for _ in {1..60}; do
  docker version >/dev/null 2>&1 && break
  sleep 1
done
docker version --format 'Docker {{.Server.Version}}' || { tail -n 5 engine.log; exit 1; }
docker swarm init --advertise-addr 127.0.0.1 --listen-addr 127.0.0.1 >/dev/null
mkdir -p image/bin
cp root/usr/bin/busybox image/bin/
tar -C image -c . | docker import - job:1 >/dev/null

# try NAME SECONDS OPTIONS...: a service whose task sleeps that long and ends with 0, updated once.
try() {
  local name=$1 seconds=$2 update task
  shift 2
  docker service create --quiet --detach --no-resolve-image --name "$name" --restart-condition none "$@" job:1 /bin/busybox sleep "$seconds" >/dev/null
  sleep $((seconds + 5))
  docker service update --quiet --detach --no-resolve-image --env-add ROUND=2 "$name" >/dev/null
  for _ in {1..60}; do
    update=$(docker service inspect --format '{{with .UpdateStatus}}{{.State}}{{end}}' "$name")
    case $update in paused | completed) break ;; esac
    sleep 1
  done
  # The monitor may be over before the task is.
  sleep "$seconds"
  task=$(docker inspect --format '{{.Status.State}}, exit code {{.Status.ContainerStatus.ExitCode}}' "$(docker service ps --quiet "$name" | head -n 1)")
  echo "$name: task $task, update $update"
}

seen=$(
  try at-once 0
  try after-the-monitor 8
  try at-once-continue 0 --update-failure-action continue
)
echo "$seen"
[ "$seen" = "at-once: task complete, exit code 0, update paused
after-the-monitor: task complete, exit code 0, update completed
at-once-continue: task complete, exit code 0, update completed" ] || { echo "The behaviour has changed." >&2; exit 1; }
