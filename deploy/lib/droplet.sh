# shellcheck shell=bash disable=SC2034,SC2154 # variables of the sourcing script
# Sourced by the scripts of deploy/: how a droplet is reached, what it must have, and the lock against two deployments at once.
# The droplets are app, db and, while the database moves, next.

readonly minimum_disk_kib=$((2 * 1024 * 1024))

target() { case $1 in app) setting APP_SSH ;; db) setting DB_SSH ;; next) setting NEXT_SSH ;; esac; }

# What it is: the folder of its files here, there, and in .env.example.
kind() { if [ "$1" = app ]; then echo app-droplet; else echo db-droplet; fi; }

# One connection for all commands. What is asked for goes through standard input, so that no argument holds a secret.
connect() {
  local message
  message=$(ssh "${ssh_options[@]}" -o BatchMode=yes -o ConnectTimeout=10 -o ServerAliveInterval=5 -o ServerAliveCountMax=6 \
    -o ControlMaster=yes -o ControlPersist=600 -o ControlPath="$work/ssh-$1" "$(target "$1")" true 2>&1) \
    || fail "$1: no ssh to $(target "$1"): $message"
}

disconnect() {
  local droplet
  for droplet in app db next; do
    [ ! -S "$work/ssh-$droplet" ] || ssh -o ControlPath="$work/ssh-$droplet" -O exit "$droplet" 2>/dev/null || true
  done
}

# script DROPLET COMMAND: runs shell text there, with this one's standard input.
script() { ssh -o ControlPath="$work/ssh-$1" "${ssh_options[@]}" "$(target "$1")" "$2"; }

# on DROPLET COMMAND ARGUMENT...: runs a program there, beside the compose file where there is one, with nothing to read.
on() {
  local droplet=$1
  shift
  script "$droplet" "cd $remote/deploy/$(kind "$droplet") 2>/dev/null; $(printf '%q ' "$@")" </dev/null
}

# run DROPLET ARGUMENT...: the same with the shell text on standard input, which ends at the first failure.
run() {
  local droplet=$1 text
  shift
  text=$(cat)
  on "$droplet" bash --norc -euo pipefail -c "$text" bash "$@"
}

compose() { on "$1" docker compose --progress quiet "${@:2}"; }

check_droplet() {
  local problem
  problem=$(script "$1" 'bash -s' <<CHECKS
    docker version --format '{{.Server.Version}}' >/dev/null 2>&1 || echo "no Docker engine answers"
    docker compose version --short 2>/dev/null | grep -q '^v\?[2-9]' || echo "Compose v2 is not there"
    command -v flock sha256sum tar >/dev/null || echo "flock, sha256sum or tar is not there"
    mkdir -p $remote 2>/dev/null; [ -w $remote ] || echo "$remote cannot be written"
    free=\$(df --output=avail $remote | tail -n 1)
    [ "\$free" -ge $minimum_disk_kib ] || echo "less than $((minimum_disk_kib / 1024)) MiB of disk are free"
CHECKS
  ) || problem="the checks did not run: $problem"
  if [ -z "$problem" ] && [ "$1" = db ]; then
    # (Read to its end: a grep that stops reading would be a failure of the pipe.)
    on db ip -brief address | grep " $(setting DATABASE_ADDRESS)/" >/dev/null || problem="DATABASE_ADDRESS is not an address of this droplet"
  elif [ -z "$problem" ]; then
    database_is_near || problem="the database droplet is not reached at DATABASE_ADDRESS"
  fi
  [ -z "$problem" ] || fail "$1 ($(target "$1")): $problem"
}

# A refusal will do: before the first deployment nothing listens there.
database_is_near() {
  local message
  message=$(on app timeout 3 bash -c ": </dev/tcp/$(setting DATABASE_ADDRESS)/5432" 2>&1) || grep -q refused <<<"$message"
}

# Held by a connection of its own, so that it ends with this script, however that ends. The droplet may notice that end a moment later.
lock() {
  local answer=''
  coproc lock_holder { ssh "${ssh_options[@]}" -o BatchMode=yes -o ControlPath=none "$(target app)" \
    "mkdir -p $remote && exec flock --timeout 5 $remote/deploy.lock sh -c 'echo locked && cat >/dev/null'" 2>/dev/null; }
  lock_pid=$!
  read -r -t 20 -u "${lock_holder[0]}" answer || true
  [ "$answer" = locked ] || fail "Another deployment is running."
}

unlock() { [ -z "${lock_pid:-}" ] || { kill "$lock_pid" && wait "$lock_pid"; } 2>/dev/null || true; }
