#!/bin/sh
# Gives Kibana its data view of the apps' logs, once it is up. Can be run again at any time.
#
# Environment: KIBANA_URL; ELASTIC_PASSWORD, of Elasticsearch's user elastic; WAIT_SECONDS, how long to wait for Kibana (180).
set -eu

# shellcheck source-path=SCRIPTDIR
. "$(dirname "$0")/call.sh"
kibana=${KIBANA_URL:?}

put_data_view() {
  call POST "$kibana/api/data_views/data_view" --header 'kbn-xsrf: true' --data-binary @- << 'JSON'
{"override":true,"data_view":{"id":"logs-minitwit","name":"MiniTwit logs","title":"logs-minitwit-*","timeFieldName":"@timestamp"}}
JSON
}

waited=0
while status=$(put_data_view); do
  case $status in
    2??)
      echo "Kibana's data view: $status"
      exit
      ;;
    # Not up yet: it answers 503 while it starts.
    000 | 503) ;;
    *)
      echo "Kibana refuses its data view: $status $(cat "$work/answer")" >&2
      exit 1
      ;;
  esac
  if [ "$waited" -ge "$patience" ]; then
    echo "Kibana was not ready within $patience s; its last answer: $status" >&2
    exit 1
  fi
  sleep 2
  waited=$((waited + 2))
done
