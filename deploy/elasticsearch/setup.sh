#!/bin/sh
# Makes Elasticsearch ready for the apps' logs: retention, index template, the users of Logstash, Grafana,
# Kibana and the exporter of metrics. Everything is
# put as it should be, so it can be run again at any time.
#
# Environment: ELASTICSEARCH_URL; ELASTIC_PASSWORD, LOGSTASH_PASSWORD, GRAFANA_PASSWORD, KIBANA_PASSWORD, MONITOR_PASSWORD (one for each user);
# WAIT_SECONDS, how long to wait for Elasticsearch (180).
set -eu

here=$(dirname "$0")
# shellcheck source-path=SCRIPTDIR
. "$here/call.sh"
elasticsearch=${ELASTICSEARCH_URL:?}

# send METHOD PATH: sends what comes in, and ends the script where Elasticsearch refuses it.
send() {
  status=$(call "$1" "$elasticsearch$2" --data-binary @-)
  case $status in
    2??) echo "$1 $2: $status" ;;
    *)
      echo "$1 $2: $status $(cat "$work/answer")" >&2
      exit 1
      ;;
  esac
}

# The template as Elasticsearch has it; empty where it has none.
template() {
  if [ "$(call GET "$elasticsearch/_index_template/logs-minitwit?filter_path=index_templates.index_template.template")" = 200 ]; then
    cat "$work/answer"
  fi
}

password() {
  printf '"password":"%s"' "$(quoted "$1")"
}

waited=0
while status=$(call GET "$elasticsearch/_cluster/health?wait_for_status=yellow&timeout=1s"); [ "$status" != 200 ]; do
  if [ "$waited" -ge "$patience" ]; then
    echo "Elasticsearch was not ready within $patience s; its last answer: $status $(cat "$work/answer")" >&2
    exit 1
  fi
  sleep 2
  waited=$((waited + 2))
done

send PUT /_ilm/policy/logs-minitwit < "$here/ilm-policy.json"

before=$(template)
send PUT /_index_template/logs-minitwit < "$here/index-template.json"
# An index keeps the fields it began with, and refuses lines with others: after a change the stream goes on in a new index.
if [ -n "$before" ] && [ "$before" != "$(template)" ] \
  && [ "$(call GET "$elasticsearch/_data_stream/logs-minitwit-default")" = 200 ]; then
  send POST /logs-minitwit-default/_rollover < /dev/null
fi

# "monitor" is for the version, which both ask for first.
send PUT /_security/role/minitwit_logs_writer << 'JSON'
{"cluster":["monitor"],"indices":[{"names":["logs-minitwit-*"],"privileges":["create_doc","auto_configure"]}]}
JSON
send PUT /_security/role/minitwit_logs_reader << 'JSON'
{"cluster":["monitor"],"indices":[{"names":["logs-minitwit-*"],"privileges":["read","view_index_metadata"]}]}
JSON
# Figures alone: no line of a log can be read with it.
send PUT /_security/role/minitwit_monitor << 'JSON'
{"cluster":["monitor"]}
JSON
printf '{%s,"roles":["minitwit_logs_writer"]}' "$(password "${LOGSTASH_PASSWORD:?}")" | send PUT /_security/user/minitwit_logstash
printf '{%s,"roles":["minitwit_logs_reader"]}' "$(password "${GRAFANA_PASSWORD:?}")" | send PUT /_security/user/minitwit_grafana
printf '{%s,"roles":["minitwit_monitor"]}' "$(password "${MONITOR_PASSWORD:?}")" | send PUT /_security/user/minitwit_monitor
printf '{%s}' "$(password "${KIBANA_PASSWORD:?}")" | send PUT /_security/user/kibana_system/_password

echo "Elasticsearch is ready for MiniTwit's logs"
