#!/bin/sh
# Gives Kibana its data view of the apps' logs, once it is up. Can be run again at any time.
#
# Environment: KIBANA_URL; ELASTIC_PASSWORD, of Elasticsearch's user elastic; WAIT_SECONDS, how long to wait for Kibana (180).
set -eu

kibana=${KIBANA_URL:?}
patience=${WAIT_SECONDS:-180}

umask 077
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

# The password goes into a file that only this user reads: arguments are for everyone to see.
printf 'user = "elastic:%s"\n' "$(printf '%s' "${ELASTIC_PASSWORD:?}" | sed 's/[\\"]/\\&/g')" > "$work/curl"

# Prints the status; the answer is in $work/answer. 000: nobody answered.
put_data_view() {
  : > "$work/answer"
  curl --silent --config "$work/curl" --request POST --connect-timeout 5 --max-time 60 --output "$work/answer" --write-out '%{http_code}' \
    --header 'Content-Type: application/json' --header 'kbn-xsrf: true' --data-binary @- "$kibana/api/data_views/data_view" << 'JSON' || true
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
