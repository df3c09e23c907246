# shellcheck shell=bash disable=SC2034,SC2154 # variables of the sourcing script
# Sourced by the scripts of deploy/: which files a droplet gets, and getting them there. Files are overwritten in place, since a container
# that mounts one goes on reading the file that it found at its start.

# The folders beside the compose file that its services mount.
mounted_folders() { sed -n 's|^ *- \.\./\([^/:]*\).*|\1|p' "$here/$(kind "$1")/compose.yaml" | sort -u; }

# What a droplet's .env says of a parameter.
setting_on() { if [ "$1 $2" = 'next DATABASE_ADDRESS' ]; then setting NEXT_ADDRESS; else setting "$2"; fi; }

# stage DROPLET: everything as it will lie there, in the work folder: manifests, mounted configuration, secrets and .env; and how
# that differs from what is there: files to write and files to remove.
stage() {
  local kind to folder file name secrets
  kind=$(kind "$1")
  secrets=$(secrets_folder)
  to=$work/stage/$1/$kind
  mkdir -p "$to/secrets"
  for file in "$here/$kind"/compose*.yaml "$here/$kind/targets"; do
    [ ! -e "$file" ] || cp -R "$file" "$to"
  done
  for folder in $(mounted_folders "$1"); do cp -R "$here/$folder" "$work/stage/$1"; done
  chmod -R u=rwX,go=rX "$work/stage/$1"
  # shellcheck disable=SC2013 # words without spaces
  for file in $(sed -n 's|^ *file: \./secrets/||p' "$here/$kind/compose.yaml"); do
    # One that is not there is not used: Compose asks for the file all the same.
    cat "$secrets/$file" >"$to/secrets/$file" 2>/dev/null || true
    case $file in *.crt) chmod 644 "$to/secrets/$file" ;; *) chmod 600 "$to/secrets/$file" ;; esac
  done
  (umask 077; for name in $(names "${kind%-droplet}" all); do printf '%s=%s\n' "$name" "$(setting_on "$1" "$name")"; done >"$to/.env")
  (cd "$work/stage/$1" && find . -type f -exec sha256sum {} + | sort -k 2) >"$work/$1.new"
  compare "$1"
}

compare() {
  local folders
  folders="$(kind "$1") $(mounted_folders "$1" | tr '\n' ' ')"
  script "$1" "cd $remote/deploy 2>/dev/null || exit 0
    find $(for folder in $folders; do printf './%s ' "$folder"; done) -type f -not -path './*-droplet/logs/*' -exec sha256sum {} + 2>/dev/null | sort -k 2" </dev/null >"$work/$1.old" || true
  comm -23 <(sort "$work/$1.new") <(sort "$work/$1.old") | cut -c 67- >"$work/$1.write"
  # Only among what came from here: state that other scripts keep beside it stays.
  comm -13 <(cut -c 67- "$work/$1.new" | sort) <(cut -c 67- "$work/$1.old" | sort) | grep -E -v '/(secrets|\.)[^/]*|/secrets/' >"$work/$1.remove" || true
}

ship() {
  local count
  count=$(wc -l <"$work/$1.write")
  say "$1: $count files changed, $(wc -l <"$work/$1.remove") gone"
  script "$1" "mkdir -p $remote/deploy/$(kind "$1")" </dev/null
  tar --create --directory "$work/stage/$1" --owner=0 --group=0 --files-from "$work/$1.write" \
    | script "$1" "tar --extract --directory $remote/deploy --overwrite --preserve-permissions --no-same-owner --file -"
  script "$1" "cd $remote/deploy && xargs --no-run-if-empty rm -f --" <"$work/$1.remove"
  [ "$1" != app ] || on app sh -c 'mkdir -p logs && { chown 1654:1654 logs || sudo chown 1654:1654 logs; }'
}

# pull DROPLET [IMAGE]...: what its services need, and others.
pull() {
  local image missing=()
  for image in $(compose "$1" config --images | sort -u) "${@:2}"; do
    on "$1" docker image inspect "$image" >/dev/null 2>&1 || missing+=("$image")
  done
  for image in "${missing[@]}"; do
    say "$1: pulling $image"
    on "$1" docker pull --quiet "$image" >/dev/null || fail "$1: $image could not be pulled. Nothing was stopped or started."
  done
}

show_plan() {
  local droplet file
  for droplet in app db; do
    while read -r file; do say "$droplet: would write $file"; done <"$work/$droplet.write"
    while read -r file; do say "$droplet: would remove $file"; done <"$work/$droplet.remove"
    [ -s "$work/$droplet.write" ] || [ -s "$work/$droplet.remove" ] || say "$droplet: files are as they should be"
  done
  for droplet in api web; do
    say "app: $droplet would be version $(setting VERSION), is $(running_versions "$droplet")"
  done
}
