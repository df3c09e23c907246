# shellcheck shell=bash disable=SC2034 # variables of the sourcing script
# Sourced by the measurements: a database of their own and apps on it, all ended with the script, and what these use.
# shellcheck source-path=SCRIPTDIR
. scripts/prerequisites.sh

need_dotnet
need_local_servers
if ! command -v wrk >/dev/null || ! command -v python3 >/dev/null; then
  need_packages "The measurement makes its load with wrk, and computes with python3" wrk python3
fi

work=$(mktemp -d)
chmod 755 "$work"
started=()
declare -A process
# shellcheck disable=SC2317 # the trap calls it
finish() {
  kill "${started[@]}" 2>/dev/null || true
  wait 2>/dev/null || true
  rm -rf "$work"
}
trap finish EXIT

free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# until_ok WHAT URL
until_ok() {
  for _ in $(seq 120); do
    curl --silent --fail --output /dev/null --max-time 2 "$2" && return
    sleep 0.5
  done
  echo "$1 did not come up; see its log:" >&2
  tail -n 20 "$work/$1.log" >&2
  exit 1
}

assembly() { echo "$1/bin/Release/net10.0/$1.dll"; }

# The schema included.
start_database() {
  export PGDATA=$work/postgres PGUSER=minitwit PGDATABASE=minitwit PGPASSWORD=bench PGHOST=127.0.0.1 PGPORT
  PGPORT=$(free_port)
  MiniTwit.AppHost/Postgres/postgres.sh >"$work/postgres.log" 2>&1 &
  started+=($!)
  export ASPNETCORE_ENVIRONMENT=Production Internal__Key=bench-internal-key Simulator__UserName=simulator Simulator__Password=bench-password
  export ConnectionStrings__minitwit="Host=127.0.0.1;Port=$PGPORT;Username=minitwit;Password=bench;Database=minitwit"
  for _ in $(seq 20); do
    dotnet "$(assembly MiniTwit.ApiService)" migrate >"$work/migrate.log" 2>&1 && return
    sleep 1
  done
  tail -n 20 "$work/postgres.log" "$work/migrate.log" >&2
  exit 1
}

# start NAME PROJECT PORT MANAGEMENT-PORT SETTING...
start() {
  local name=$1 project=$2 port=$3 management=$4
  shift 4
  env ASPNETCORE_URLS="http://127.0.0.1:$port;http://127.0.0.1:$management" Management__Port="$management" "$@" \
    dotnet "$(assembly "$project")" >"$work/$name.log" 2>&1 &
  started+=($!)
  process[$port]=$!
  until_ok "$name" "http://127.0.0.1:$management/health/ready"
}

# scrape MANAGEMENT-PORT...: as Prometheus would, until the script ends.
scrape() {
  (while sleep 5; do for port; do curl --silent --output /dev/null "http://127.0.0.1:$port/metrics"; done; done) &
  started+=($!)
}

# cpu_of PID...: seconds of CPU time of these processes, of those they have now and of those that ended.
cpu_of() {
  local pid files=()
  for pid in "$@" $(pgrep --parent "$(IFS=,; echo "$*")"); do files+=("/proc/$pid/stat"); done
  # One that ends in between has no file any more.
  { cat "${files[@]}" 2>/dev/null || true; } | sed 's/^[0-9]* (.*) //' | awk -v second="$(getconf CLK_TCK)" '{ sum += $12 + $13 + $14 + $15 } END { print sum / second }'
}

# The simulator's credential, as a header.
authorization="Authorization: Basic $(printf 'simulator:bench-password' | base64)"

# register API-PORT NAME
register() {
  curl --silent --output /dev/null --header 'Content-Type: application/json' \
    --data "{\"username\":\"$2\",\"email\":\"$2@example.com\",\"pwd\":\"bench\"}" "http://127.0.0.1:$1/register"
}

cat >"$work/post.lua" <<'LUA'
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.body = '{"content":"A message of the length that messages tend to have in the scenario."}'
LUA
