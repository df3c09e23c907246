# shellcheck shell=sh
# Sourced by setup.sh and kibana.sh: asking Elasticsearch and Kibana as Elasticsearch's user elastic, whose ELASTIC_PASSWORD is in the
# environment; WAIT_SECONDS there is how long to wait for them (180). Files of the caller's own go into $work.

# shellcheck disable=SC2034 # the caller's
patience=${WAIT_SECONDS:-180}

umask 077
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

# Text as the inside of a double-quoted string, in JSON and in curl's configuration alike.
quoted() {
  printf '%s' "$1" | sed 's/[\\"]/\\&/g'
}

# The password goes into a file that only this user reads: arguments are for everyone to see.
printf 'user = "elastic:%s"\n' "$(quoted "${ELASTIC_PASSWORD:?}")" > "$work/curl"

# call METHOD URL [CURL OPTION...]: prints the status; the answer is in $work/answer. 000: nobody answered.
call() {
  method=$1 url=$2
  shift 2
  : > "$work/answer"
  curl --silent --config "$work/curl" --request "$method" --connect-timeout 5 --max-time 60 \
    --header 'Content-Type: application/json' --output "$work/answer" --write-out '%{http_code}' "$@" "$url" || true
}
