# shellcheck shell=bash disable=SC2154 # folder is set by who sources this
# Sourced: how the hosts of $folder are turned on and off.

in_switch() { nsenter --net --target "$(cat "$folder/switch.pid")" "$@"; }

# number_of HOST: the last part of its addresses.
number_of() { sed 's/.*\.//' "$folder/hosts/$1/private"; }

# turn_on HOST [LATE_SECONDS]: with what it keeps on its disks; its private address comes so many seconds later.
turn_on() {
  local host=$1 late=${2:-0} here=$folder/hosts/$1
  # What a machine forgets when it is off.
  rm -rf "$here/run"
  mkdir -p "$here/run/sshd"
  # Dies with all its processes, mounts and interfaces when its first process is killed.
  setsid unshare --mount --pid --net --uts --ipc --fork --kill-child --mount-proc \
    env --ignore-environment PATH="$PATH" HOME=/root "$PWD/droplet.sh" "$folder" "$host" "10.$(cat "$folder/network").0.1:5000" "$late" >>"$here/log" 2>&1 &
  echo $! >"$here/pid"
  plug_in "$host"
}

# Its two network cables, whose cards keep their addresses: others remember them.
plug_in() {
  local host=$1 number init='' kind card waited=0
  number=$(number_of "$host")
  until init=$(pgrep --parent "$(cat "$folder/hosts/$host/pid")"); do
    [ $((waited += 1)) -lt 50 ] || { cat "$folder/hosts/$host/log" >&2; return 1; }
    sleep 0.1
  done
  for kind in public private; do
    case $kind in public) card=00 ;; private) card=01 ;; esac
    ip link add "$kind" address "$(printf '02:00:00:00:%s:%02x' "$card" "$number")" netns "$init" type veth peer name "$kind$number" netns "$(cat "$folder/switch.pid")"
    in_switch ip link set "$kind$number" master "$kind" up
  done
}

await_host() {
  local waited=0
  until ssh -F "$folder/ssh_config" -o ConnectTimeout=2 "$1" docker version --format "{{.Server.Version}}" >/dev/null 2>&1; do
    if [ $((waited += 1)) -gt 60 ]; then
      tail -n 30 "$folder/hosts/$1/log" >&2
      echo "The droplet $1 did not start." >&2
      return 1
    fi
    sleep 0.5
  done
  echo "$1: public $(cat "$folder/hosts/$1/public"), private $(cat "$folder/hosts/$1/private")"
}

# end PIDFILE: ends that process and waits for it. One that is a droplet's goes when the droplet's first process, its child, is gone.
end() {
  local pid waited=0
  pid=$(cat "$1" 2>/dev/null) || return 0
  rm -f "$1"
  pkill --signal KILL --parent "$pid" 2>/dev/null || kill -KILL "$pid" 2>/dev/null || return 0
  while kill -0 "$pid" 2>/dev/null && [ $((waited += 1)) -lt 100 ]; do sleep 0.1; done
}

# turn_off HOST: at once, as when its power goes. One that never got as far as having addresses, too.
turn_off() {
  local host=$1 kind group number
  group=droplets$(cat "$folder/network")/$host
  end "$folder/hosts/$host/pid"
  number=$(number_of "$host" 2>/dev/null) || return 0
  for kind in public private; do in_switch ip link delete "$kind$number" 2>/dev/null || true; done
  find /sys/fs/cgroup -depth -type d \( -path "*/$group" -o -path "*/$group/*" \) -exec rmdir {} + 2>/dev/null || true
}
