#!/usr/bin/env bash
# Builds stand-ins for the images of the model from Debian packages, tagged as the model asks, for machines that can pull none.
# The programs are the real ones, in Debian's versions; only the packaging is ours. Needs docker and mmdebstrap, as root.
set -euo pipefail
cd "$(dirname "$0")"

# The tags are read from the model, so that the two cannot drift apart.
tag_of() { sed -n "s/.*$2 = \"\([^\"]*\)\".*/\1/p" "../../MiniTwit.AppHost/$1"; }
postgres=postgres:$(tag_of Postgres/PostgresExtensions.cs ImageTag)
prometheus=prom/prometheus:$(tag_of Prometheus/PrometheusExtensions.cs ImageTag)
alertmanager=prom/alertmanager:$(tag_of Alerting/AlertmanagerExtensions.cs ImageTag)

if docker image inspect "$postgres" "$prometheus" "$alertmanager" >/dev/null 2>&1; then
  echo "The images are there already."
  exit 0
fi

root=$(mktemp --suffix=.tar)
trap 'rm -f "$root"' EXIT
mmdebstrap --quiet --variant=minbase --include=postgresql,prometheus,prometheus-alertmanager,util-linux \
  --customize-hook='copy-in postgres-entrypoint.sh /usr/local/bin' trixie "$root"
docker import --change 'ENTRYPOINT ["/usr/local/bin/postgres-entrypoint.sh"]' "$root" "$postgres"
docker import --change 'ENTRYPOINT ["/usr/bin/prometheus", "--web.listen-address=:9090"]' "$root" "$prometheus"
docker import --change 'ENTRYPOINT ["/usr/bin/prometheus-alertmanager"]' "$root" "$alertmanager"
