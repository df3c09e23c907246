#!/usr/bin/env bash
# Builds stand-ins for the images of deploy/manifest.json from Debian packages, for machines that can pull none, in the engine that
# DOCKER_HOST names. The programs are the real ones, in Debian's versions; only the packaging is ours.
# The slow part, a Debian root, is made once and kept in .minitwit/images. Needs docker and mmdebstrap, as root.
set -euo pipefail
cd "$(dirname "$0")"
# shellcheck source-path=SCRIPTDIR source=../prerequisites.sh
. ../prerequisites.sh
# shellcheck source-path=SCRIPTDIR
. debian-root.sh
command -v jq >/dev/null || need_packages "The images that deploy/manifest.json names are read from there" jq

# named IMAGE: with the tag that the manifest has, which the model writes, so tags cannot drift apart. MiniTwit's own postgres is made of
# the official one, whose version its tag begins with.
named() {
  jq --exit-status --raw-output --arg image "$1:" \
    '[.images[] | sub(".*/minitwit-postgres:(?<version>[0-9.]+)-.*"; "postgres:\(.version)") | select(startswith($image))][0]' \
    ../../deploy/manifest.json || { echo "The manifest has no image $1." >&2; return 1; }
}

# stand_in IMAGE: that image, of the tag that the manifest names where it has none, from the root and the Dockerfile lines on standard input.
stand_in() {
  local image output
  image=$1
  [[ $image == *:* ]] || image=$(named "$image")
  # Quiet unless it fails: the client has advice on other builders.
  output=$({ echo "FROM $root_image"; cat; } | docker build --tag "$image" - 2>&1) || { echo "$output" >&2; return 1; }
  echo "$image"
}

root=$(debian_root)
root_image=minitwit-debian:$(basename "$root" .tar)
docker image inspect "$root_image" >/dev/null 2>&1 || docker import "$root" "$root_image" >/dev/null

# postgres IMAGE MAJOR FOLDER: where it keeps its data.
postgres() {
  stand_in "$1" <<LINES
ENV PATH=/usr/lib/postgresql/$2/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin PG_MAJOR=$2 PGDATA=$3
ENTRYPOINT ["docker-entrypoint.sh"]
CMD ["postgres"]
STOPSIGNAL SIGINT
EXPOSE 5432
LINES
}
postgres postgres "$postgres_major" "/var/lib/postgresql/$postgres_major/docker"
# What upgrade-db.sh pulls.
postgres "postgres:$postgres_before" "$postgres_before" /var/lib/postgresql/data
stand_in prom/prometheus <<'LINES'
ENTRYPOINT ["/usr/bin/prometheus"]
LINES
stand_in prom/alertmanager <<'LINES'
ENTRYPOINT ["/usr/bin/prometheus-alertmanager"]
LINES
stand_in caddy <<'LINES'
ENV XDG_CONFIG_HOME=/config XDG_DATA_HOME=/data
CMD ["caddy", "run", "--config", "/etc/caddy/Caddyfile", "--adapter", "caddyfile"]
LINES
stand_in prom/node-exporter <<'LINES'
ENTRYPOINT ["/usr/bin/prometheus-node-exporter"]
LINES
stand_in prometheuscommunity/postgres-exporter <<'LINES'
ENTRYPOINT ["/usr/bin/prometheus-postgres-exporter"]
LINES
stand_in prom/blackbox-exporter <<'LINES'
ENTRYPOINT ["/usr/bin/prometheus-blackbox-exporter"]
LINES
