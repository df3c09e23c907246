# shellcheck shell=bash
# Sourced by restore.sh and move-db.sh: settings, and commands on a database droplet over ssh.

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

say() { echo "$(date +%T) $*"; }
fail() {
  echo "$*" >&2
  exit 1
}

# setting NAME [DEFAULT]: as written in the settings file, which is no shell script.
setting() {
  local value
  value=$(sed -n "s/^$1=//p" "$settings" | tail -n 1)
  echo "${value:-${2:-}}"
}

# set_setting NAME VALUE
set_setting() {
  if grep -q "^$1=" "$settings"; then
    sed -i "s|^$1=.*|$1=$2|" "$settings"
  else
    echo "$1=$2" >>"$settings"
  fi
}

# open_settings FILE
open_settings() {
  settings=$1
  [ -r "$settings" ] || fail "There is no settings file $settings."
  remote_directory=$(setting REMOTE_DIRECTORY /opt/minitwit)
  connections=$(mktemp -d)
  # shellcheck disable=SC2207  # options are words
  ssh_options=($(setting SSH_OPTIONS) -o BatchMode=yes -o ConnectTimeout=10 -o ServerAliveInterval=5 -o ServerAliveCountMax=3
    -o ControlMaster=auto -o ControlPersist=60 -o "ControlPath=$connections/%C")
}

# on HOST [ARGUMENT...]: runs the script on standard input there, beside the compose file. It is read to its end first: a command
# in it would read the rest away.
on() {
  local host=$1
  shift
  # shellcheck disable=SC2029  # this side puts in the arguments
  ssh "${ssh_options[@]}" "$host" "cd $(printf %q "$remote_directory/deploy/db-droplet") && bash --norc -euo pipefail -c \"\$(cat)\" bash $(printf '%q ' "$@")"
}

# quickly HOST COMMAND: one line, without waiting for a script to be read.
quickly() {
  ssh -n "${ssh_options[@]}" "$1" "cd $(printf %q "$remote_directory/deploy/db-droplet") && $2"
}

# sql HOST STATEMENT: as the superuser on that droplet's running server.
sql() {
  quickly "$1" "docker compose exec -T --user postgres postgres psql -XqAt -F ' ' -d ${3:-postgres} -c $(printf %q "$2")"
}

# ship HOST ADDRESS: the files of a database droplet, its settings and its secrets, to where they belong.
ship() {
  local files
  files=$(mktemp -d)
  mkdir "$files/secrets"
  chmod 700 "$files" "$files/secrets"
  cp "$here/db-droplet/compose.yaml" "$files/"
  local name
  while read -r name; do
    if [ "$name" = DATABASE_ADDRESS ]; then echo "$name=$2"; else echo "$name=$(setting "$name")"; fi
  done < <(sed -n 's/^#\? \?\([A-Z0-9_]*\)=.*/\1/p' "$here/db-droplet/.env.example") >"$files/.env"
  local secrets
  secrets=$(setting SECRETS_DIRECTORY "$here/secrets")
  cp "$secrets"/{ca.crt,server.crt,server.key} "$files/secrets/"
  # Only storage by sftp has a key, but the compose file mounts the file always.
  if [ -e "$secrets/backup_key" ]; then cp "$secrets/backup_key" "$files/secrets/"; else : >"$files/secrets/backup_key"; fi
  chmod 600 "$files"/.env "$files"/secrets/*
  ssh -n "${ssh_options[@]}" "$1" "mkdir -p $(printf %q "$remote_directory/deploy/db-droplet")"
  # shellcheck disable=SC2029
  tar -C "$files" -c . | ssh "${ssh_options[@]}" "$1" "tar -C $(printf %q "$remote_directory/deploy/db-droplet") -x --no-same-owner"
  rm -rf "$files"
}

# confirm QUESTION: unless --yes was given.
confirm() {
  [ -z "${yes:-}" ] || return 0
  local answer
  read -r -p "$1 (yes/no) " answer </dev/tty || fail "No terminal to ask on; --yes answers beforehand."
  [ "$answer" = yes ] || fail "Nothing was changed."
}
