# shellcheck shell=bash
# Sourced: one Debian root with all the programs that the stand-ins run, and the Compose plugin, both from Debian's trixie suite.

images_folder=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)/.minitwit/images
images_source=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

# Makes both unless they are there. Says where the root is: its name changes when what it is made from does.
debian_root() {
  local name root
  name=$(cat "$images_source"/*-entrypoint.sh "${BASH_SOURCE[0]}" | sha256sum | cut -c 1-12)
  root=$images_folder/$name.tar
  mkdir -p "$images_folder"
  # Two who come at once: the second waits for the first.
  exec 9>"$images_folder/lock"
  flock 9
  [ -s "$root" ] || make_debian_root "$root"
  flock --unlock 9
  echo "$root"
}

make_debian_root() {
  echo "Making a Debian root for the stand-ins; this takes about a minute." >&2
  local packages=(
    postgresql-17 pgbackrest prometheus prometheus-alertmanager caddy prometheus-node-exporter prometheus-postgres-exporter
    prometheus-blackbox-exporter openssh-server openssh-client wget curl ca-certificates util-linux procps
  )
  # Left out: documentation, translations, and what PostgreSQL needs to compile queries to machine code, 160 MB of it.
  # shellcheck disable=SC2016 # $1 in a hook is the new root
  TMPDIR=$images_folder mmdebstrap --quiet --variant=minbase --format=tar --include="$(IFS=,; echo "${packages[*]}")" \
    --dpkgopt='path-exclude=/usr/share/{doc,man,locale,i18n,javascript}/*' \
    --customize-hook="copy-in $images_source/postgres-entrypoint.sh /usr/local/bin" \
    --customize-hook='mv "$1/usr/local/bin/postgres-entrypoint.sh" "$1/usr/local/bin/docker-entrypoint.sh"' \
    --customize-hook='rm -rf "$1"/var/lib/postgresql/17 "$1"/usr/lib/*/libLLVM.so.* "$1"/usr/lib/*/libz3.so.* "$1"/usr/lib/postgresql/17/lib/llvmjit*' \
    --customize-hook='mkdir -p "$1/run/postgresql" "$1/docker-entrypoint-initdb.d" "$1/run/sshd"; chmod 3777 "$1/run/postgresql"' \
    --customize-hook='rm -f "$1"/etc/ssh/ssh_host_*' \
    --customize-hook="cd '$images_folder' && APT_CONFIG=\$MMDEBSTRAP_APT_CONFIG apt-get download -qq docker-compose" \
    trixie "$1.part"
  dpkg-deb --fsys-tarfile "$images_folder"/docker-compose_*.deb | tar --extract --to-stdout ./usr/libexec/docker/cli-plugins/docker-compose >"$images_folder/docker-compose"
  chmod +x "$images_folder/docker-compose"
  rm "$images_folder"/docker-compose_*.deb
  find "$images_folder" -name '*.tar' -delete
  mv "$1.part" "$1"
}
