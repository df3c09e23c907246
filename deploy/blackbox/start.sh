#!/bin/sh
# Starts the blackbox exporter with blackbox.yml and the edge's names put in; the exporter itself reads no environment.
set -eu
: "${WEB_HOST:?}" "${API_HOST:?}" "${GRAFANA_HOST:?}" "${KIBANA_HOST:?}"
configuration=$(mktemp)
sed -e "s/WEB_HOST/$WEB_HOST/" -e "s/API_HOST/$API_HOST/" -e "s/GRAFANA_HOST/$GRAFANA_HOST/" -e "s/KIBANA_HOST/$KIBANA_HOST/" \
  "$(dirname "$0")/blackbox.yml" >"$configuration"
exec "$(command -v prometheus-blackbox-exporter || command -v blackbox_exporter)" --config.file="$configuration" "$@"
