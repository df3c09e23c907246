# shellcheck shell=bash
# Sourced by run.sh and test.sh: makes sure that this machine has what they need, or says exactly what to do.

# The .NET SDK that global.json asks for. It is not ours to install.
need_dotnet() {
  if ! command -v dotnet >/dev/null || ! dotnet --version >/dev/null 2>&1; then
    echo "MiniTwit needs the .NET 10 SDK (global.json names the version): https://dotnet.microsoft.com/download/dotnet/10.0" >&2
    exit 1
  fi
}

# True where a container engine answers, not only where its client is installed.
have_container_runtime() {
  local runtime
  for runtime in docker podman; do
    if command -v "$runtime" >/dev/null && timeout 5 "$runtime" version --format '{{.Server.Version}}' >/dev/null 2>&1; then
      return 0
    fi
  done
  return 1
}

have_postgres() {
  command -v postgres >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null
}

# need_packages WHY PACKAGE...: installs Debian packages, as root or through sudo.
need_packages() {
  local why=$1 as_root=()
  shift
  if ! command -v apt-get >/dev/null; then
    echo "$why: install $* with this machine's package manager, then run this again." >&2
    exit 1
  fi
  if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null || { [ ! -t 0 ] && ! sudo -n true 2>/dev/null; }; then
      echo "$why. As root: apt-get install --no-install-recommends $*" >&2
      exit 1
    fi
    as_root=(sudo)
  fi
  echo "$why: installing $*" >&2
  # Debian starts what it installs; MiniTwit wants the programs, not services on their usual ports.
  local policy=/usr/sbin/policy-rc.d ours=
  if [ ! -e "$policy" ]; then
    ours=1
    printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee "$policy" >/dev/null
    "${as_root[@]}" chmod +x "$policy"
  fi
  local failed=
  "${as_root[@]}" apt-get -o DPkg::Lock::Timeout=120 update -qq \
    && "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=120 install -y -qq --no-install-recommends postgresql-common >/dev/null \
    && "${as_root[@]}" sed -i 's/^#\?create_main_cluster.*/create_main_cluster = false/' /etc/postgresql-common/createcluster.conf \
    && "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=120 install -y -qq --no-install-recommends "$@" >/dev/null \
    || failed=1
  [ -z "$ours" ] || "${as_root[@]}" rm -f "$policy"
  if [ -n "$failed" ]; then
    echo "$why, and installing them failed: apt-get install --no-install-recommends $*" >&2
    exit 1
  fi
}

# What the processes way of hosting runs: on Debian and its kin the programs in the versions that ship, elsewhere what is installed.
need_local_servers() {
  local missing=()
  if command -v apt-get >/dev/null; then
    command -v mmdebstrap >/dev/null || missing+=(mmdebstrap)
    command -v patchelf >/dev/null || missing+=(patchelf)
    # Ubuntu has Debian's keys in a package.
    [ -e /usr/share/keyrings/debian-archive-keyring.gpg ] || missing+=(debian-archive-keyring)
    [ ${#missing[@]} -eq 0 ] || need_packages "No container runtime answers, so the stack runs PostgreSQL, Prometheus and Alertmanager itself" "${missing[@]}"
    # shellcheck source-path=SCRIPTDIR source=local-images/debian-root.sh
    . "$(dirname "${BASH_SOURCE[0]}")/local-images/debian-root.sh"
    local programs
    programs=$(debian_programs)
    export PATH=$programs:$PATH
    return
  fi
  have_postgres || missing+=(postgresql)
  command -v prometheus >/dev/null || missing+=(prometheus)
  command -v prometheus-alertmanager >/dev/null || command -v alertmanager >/dev/null || missing+=(prometheus-alertmanager)
  [ ${#missing[@]} -eq 0 ] || need_packages "No container runtime answers, so the stack runs PostgreSQL, Prometheus and Alertmanager itself" "${missing[@]}"
}

# Fails, and says why, for anybody but root.
need_root() {
  [ "$(id -u)" -eq 0 ] || { echo "Only root can make droplets, and start an engine where none runs."; return 1; }
}

# A container engine of the tests' own where none answers: Debian's, with its data in a temporary folder; the caller ends it with
# stop_container_engine. Fails, and says why, where none can be had.
engine_folder=
need_container_engine() {
  ! have_container_runtime || return 0
  if ! command -v dockerd >/dev/null || ! command -v iptables >/dev/null; then
    need_packages "The container tests need a container engine" docker.io iptables
  fi
  engine_folder=$(mktemp -d)
  dockerd --data-root "$engine_folder/data" --pidfile "$engine_folder/pid" >"$engine_folder/log" 2>&1 &
  local waited=0
  until have_container_runtime; do
    if [ $((waited += 1)) -gt 60 ] || ! kill -0 $! 2>/dev/null; then
      tail -n 3 "$engine_folder/log"
      echo "No container engine can be started here."
      return 1
    fi
    sleep 0.5
  done
}

stop_container_engine() {
  [ -n "$engine_folder" ] || return 0
  kill "$(cat "$engine_folder/pid" 2>/dev/null)" 2>/dev/null || true
  wait
  rm -rf "$engine_folder"
}
