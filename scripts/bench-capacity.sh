#!/usr/bin/env bash
# What one machine carries: requests a second and 95th percentile of the routes that matter, with a million messages of ten thousand
# users in the database, and the CPU time that a request takes of the app and of PostgreSQL, which tells what is used up first. One
# ApiService and one Web process as in production: log files, /metrics scraped. Prints the rows of the table in docs/scaling.md.
# Environment: SECONDS_EACH (10), CONNECTIONS (8), MESSAGES (1000000). Needs wrk and python3; give it a quiet machine.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/bench-processes.sh

seconds=${SECONDS_EACH:-10} connections=${CONNECTIONS:-8} messages=${MESSAGES:-1000000}
dotnet build MiniTwit.sln --configuration Release --verbosity quiet
start_database

# Everybody follows fifty others.
psql --quiet --no-psqlrc --set ON_ERROR_STOP=1 --set messages="$messages" <<'SQL'
INSERT INTO users (name, normalized_name, email, password_hash)
  SELECT 'user' || n, 'user' || n, 'user' || n || '@example.com', '' FROM generate_series(1, 10000) n;
INSERT INTO messages (author_id, text, posted_at)
  SELECT (SELECT min(id) FROM users) + (random() * 9999)::int, 'A message of the length that messages tend to have in the scenario.',
    now() - make_interval(secs => :messages - n) FROM generate_series(1, :messages) n;
INSERT INTO follows (follower_id, followee_id)
  SELECT follower.id, (SELECT min(id) FROM users) + (follower.id * 7 + n * 131) % 10000 FROM users follower, generate_series(1, 50) n
  ON CONFLICT DO NOTHING;
ANALYZE;
SQL

api=$(free_port) api_management=$(free_port)
start api MiniTwit.ApiService "$api" "$api_management" Logs__Directory="$work/logs" OTEL_SERVICE_NAME=api
web=$(free_port) web_management=$(free_port)
start web MiniTwit.Web "$web" "$web_management" Logs__Directory="$work/logs" OTEL_SERVICE_NAME=web \
  services__api__http__0="http://127.0.0.1:$api" services__api__management__0="http://127.0.0.1:$api_management"
scrape "$api_management" "$web_management"

# A user who follows fifty.
register "$api" bench
psql --quiet --no-psqlrc --command "INSERT INTO follows (follower_id, followee_id)
  SELECT (SELECT id FROM users WHERE name = 'bench'), id FROM users WHERE id % 200 = 0"
token=$(curl --silent --fail --header 'Content-Type: application/json' --data '{"username":"bench","password":"bench"}' \
  "http://127.0.0.1:$api/api/v1/sessions" | python3 -c 'import json, sys; print(json.load(sys.stdin)["token"])')

postgres=$(head -n 1 "$PGDATA/postmaster.pid")
apps=("${process[$api]}" "${process[$web]}")

cat >"$work/measure.lua" <<'LUA'
done = function(summary, latency)
  print(("measured %d %d %f %d"):format(summary.requests, summary.duration, latency:percentile(95) / 1000,
    summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout))
end
LUA
cat "$work/post.lua" "$work/measure.lua" >"$work/measure-post.lua"

# measure TITLE SCRIPT URL HEADER
measure() {
  local script=$work/$2 report apps_before postgres_before apps_after postgres_after
  wrk --threads 1 --connections "$connections" --duration 5s --script "$script" --header "$4" "$3" >/dev/null
  apps_before=$(cpu_of "${apps[@]}") postgres_before=$(cpu_of "$postgres")
  report=$(wrk --threads 1 --connections "$connections" --duration "${seconds}s" --script "$script" --header "$4" "$3")
  apps_after=$(cpu_of "${apps[@]}") postgres_after=$(cpu_of "$postgres")
  awk -v title="$1" -v apps="$apps_after $apps_before" -v postgres="$postgres_after $postgres_before" '
    $1 == "measured" {
      split(apps, a, " "); split(postgres, p, " ")
      if ($5 > 0) { print title ": " $5 " of " $2 " failed"; exit 1 }
      printf "| %s | %.0f | %.1f | %.0f | %.0f |\n", title, $2 / $3 * 1e6, $4, (a[1] - a[2]) / $2 * 1e6, (p[1] - p[2]) / $2 * 1e6
    }' <<<"$report"
}

# shellcheck disable=SC2016 # the `…` are the page's
{
  echo "| | requests/s | p95, ms | CPU of the apps, µs a request | of PostgreSQL |"
  echo "|---|---|---|---|---|"
  measure 'post a message, `POST /msgs/…`' measure-post.lua "http://127.0.0.1:$api/msgs/bench" "$authorization"
  measure 'the same with a `latest`' measure-post.lua "http://127.0.0.1:$api/msgs/bench?latest=5" "$authorization"
  measure '`GET /latest`' measure.lua "http://127.0.0.1:$api/latest" "$authorization"
  measure '`GET /msgs?no=30`' measure.lua "http://127.0.0.1:$api/msgs?no=30" "$authorization"
  measure 'home timeline of one who follows 50' measure.lua "http://127.0.0.1:$api/api/v1/timelines/home" "Authorization: Bearer $token"
  measure 'public timeline, the page (Web and API)' measure.lua "http://127.0.0.1:$web/public" "Accept: text/html"
}
echo
echo "$(nproc) cores, $connections connections, $messages messages; memory: api $(ps -o rss= "${process[$api]}" | awk '{ print int($1 / 1024) }') MiB, web $(ps -o rss= "${process[$web]}" | awk '{ print int($1 / 1024) }') MiB"
