# shellcheck shell=bash
# Sourced: one Debian root with all the programs that the stand-ins run, and the Compose plugin, both from Debian's forky suite, which
# has them in the versions that ship (MiniTwit.AppHost/Images.cs; a test compares). PostgreSQL's major version before that one is there
# too, from the suite that has it, for the test of the way from one to the next.

# A step that fails in $(…) is a failure too.
shopt -s inherit_errexit
images_folder=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)/.minitwit/images
images_source=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
postgres_major=$(sed -n 's/.*minitwit-postgres:\([0-9]*\)\..*/\1/p' "$images_source/../../deploy/manifest.json" | head -n 1)
postgres_before=$((postgres_major - 1)) suite_before=trixie

# Two who come at once: the second waits until the first has ended what it does.
one_at_a_time() {
  mkdir -p "$images_folder"
  exec 9>"$images_folder/lock"
  flock 9
}

# Makes both unless they are there. Says where the root is: its name changes when what it is made from does, or a version is raised.
debian_root() {
  local name root
  name=$(cat "$images_source"/*-entrypoint.sh "${BASH_SOURCE[0]}" "$images_source/../../MiniTwit.AppHost/Images.cs" | sha256sum | cut -c 1-12)
  root=$images_folder/$name.tar
  one_at_a_time
  [ -s "$root" ] || make_debian_root "$root"
  flock --unlock 9
  echo "$root"
}

make_debian_root() {
  echo "Making a Debian root for the stand-ins; this takes about a minute." >&2
  local packages=(
    "postgresql-$postgres_major" "postgresql-$postgres_before" pgbackrest
    prometheus promtool prometheus-alertmanager caddy prometheus-node-exporter
    prometheus-postgres-exporter prometheus-blackbox-exporter prometheus-elasticsearch-exporter
    openssh-server openssh-client wget curl ca-certificates util-linux procps
  )
  # Who is not root asks to be: a root has users and devices in it.
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || { echo "Run this once as root, or with sudo installed: the root can be made by no one else." >&2; return 1; }
    as_root=(sudo)
  fi
  # From Debian's own mirror, as mmdebstrap names it: another suite is added, and forky's index may be past its date.
  # Left out: documentation, translations, and what PostgreSQL needs to compile queries to machine code, 160 MB of it.
  # shellcheck disable=SC2016 # $1 in a hook is the new root
  "${as_root[@]}" env "TMPDIR=$images_folder" mmdebstrap --quiet --variant=minbase --format=tar --include="$(IFS=,; echo "${packages[*]}")" \
    --setup-hook="sed -n 's/ forky / $suite_before /p' \"\$1/etc/apt/sources.list\" >\"\$1/etc/apt/sources.list.d/before.list\"" \
    --setup-hook='sed -i "s/^deb /deb [check-valid-until=no] /; s/] \[/ /" "$1/etc/apt/sources.list"' \
    --dpkgopt='path-exclude=/usr/share/{doc,man,locale,i18n,javascript}/*' \
    --customize-hook="copy-in $images_source/postgres-entrypoint.sh /usr/local/bin" \
    --customize-hook='mv "$1/usr/local/bin/postgres-entrypoint.sh" "$1/usr/local/bin/docker-entrypoint.sh"' \
    --customize-hook='rm -rf "$1"/var/lib/postgresql/* "$1"/usr/lib/*/libLLVM.so.* "$1"/usr/lib/*/libz3.so.* "$1"/usr/lib/postgresql/*/lib/llvmjit*' \
    --customize-hook='mkdir -p "$1/run/postgresql" "$1/docker-entrypoint-initdb.d" "$1/run/sshd"; chmod 3777 "$1/run/postgresql"' \
    --customize-hook='rm -f "$1"/etc/ssh/ssh_host_*' \
    --customize-hook="cd '$images_folder' && APT_CONFIG=\$MMDEBSTRAP_APT_CONFIG apt-get download -qq docker-compose" \
    forky "$1.part"
  dpkg-deb --fsys-tarfile "$images_folder"/docker-compose_*.deb | tar --extract --to-stdout ./usr/libexec/docker/cli-plugins/docker-compose >"$images_folder/docker-compose"
  chmod +x "$images_folder/docker-compose"
  rm -f "$images_folder"/docker-compose_*.deb
  find "$images_folder" -name '*.tar' -delete
  rm -rf "${images_folder:?}"/*/
  mv "$1.part" "$1"
}

# The same programs for processes: in a folder, with links to them in its bin, which this prints. PostgreSQL finds its own C library there.
debian_programs() {
  local root folder program libraries
  root=$(debian_root)
  folder=${root%.tar}
  one_at_a_time
  if [ ! -d "$folder/bin" ]; then
    rm -rf "$folder" && mkdir -p "$folder/part"
    tar --extract --file="$root" --directory="$folder" --no-same-owner --wildcards './usr/lib*' ./usr/share/postgresql './usr/bin/prom*' ./usr/bin/caddy ./usr/bin/amtool ./usr/share/prometheus/alertmanager
    libraries=("$folder"/usr/lib/*-linux-gnu*)
    for program in "$folder/usr/lib/postgresql/$postgres_major"/bin/*; do
      case $(head --bytes=4 "$program") in
        ?ELF) patchelf --force-rpath --set-rpath "${libraries[0]}" --set-interpreter "$folder/usr$(patchelf --print-interpreter "$program")" "$program" ;;
      esac
    done
    # Debian's Alertmanager reads its templates from one place, as long a path as that of this link, seen from the repository's root.
    ln -s usr/share/prometheus/alertmanager "$folder/data"
    sed -i "s#/usr/share/prometheus/alertmanager#.minitwit/images/${folder##*/}/data#g" "$folder/usr/bin/prometheus-alertmanager"
    ln -s "$folder"/usr/bin/* "$folder/usr/lib/postgresql/$postgres_major"/bin/* "$folder/part"
    mv "$folder/part" "$folder/bin"
  fi
  flock --unlock 9
  echo "$folder/bin"
}
