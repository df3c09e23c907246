#!/usr/bin/env bash
# What metrics, traces and logs cost: requests a second of two ApiService processes on one database, one with everything on (log
# files, console, /metrics scraped, logs, traces and metrics sent over OTLP), one with Telemetry:Enabled=false, measured in turns.
# Prints each turn, the medians, the median of the turns' ratios, and each process's CPU time a request, which other work on the
# machine hardly moves; ends with 1 where a ratio is below GOAL (0.85).
# Environment: TURNS (15) of SECONDS_EACH (3) for both. Needs wrk and python3; give it a quiet machine.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/bench-processes.sh

turns=${TURNS:-15} seconds=${SECONDS_EACH:-3} goal=${GOAL:-0.85}
dotnet build MiniTwit.ApiService --configuration Release --verbosity quiet
start_database

# Takes what is exported and throws it away.
otlp=$(free_port)
python3 - "$otlp" <<'PYTHON' &
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

class Sink(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()
    def log_message(self, *args):
        pass

ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Sink).serve_forever()
PYTHON
started+=($!)

on=$(free_port) on_management=$(free_port)
start on MiniTwit.ApiService "$on" "$on_management" Logs__Directory="$work/logs" OTEL_SERVICE_NAME=api \
  OTEL_EXPORTER_OTLP_ENDPOINT="http://127.0.0.1:$otlp" OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf
off=$(free_port) off_management=$(free_port)
start off MiniTwit.ApiService "$off" "$off_management" Telemetry__Enabled=false
scrape "$on_management"
register "$off" bench

# rate PORT PATH [WRK OPTION...]: requests a second and CPU microseconds a request; ends the script where an answer was no success.
rate() {
  local port=$1 path=$2 report before after
  shift 2
  before=$(cpu_of "${process[$port]}")
  report=$(wrk --threads 1 --connections 8 --duration "${measured:-$seconds}s" --header "$authorization" "$@" "http://127.0.0.1:$port$path")
  if grep -q 'Non-2xx' <<<"$report"; then
    echo "$report" >&2
    exit 1
  fi
  after=$(cpu_of "${process[$port]}")
  awk -v after="$after" -v before="$before" '/ requests in / { n = $1 } /^Requests\/sec:/ { print $2, (after - before) / n * 1e6 }' <<<"$report"
}

status=0
# compare TITLE PATH [WRK OPTION...]
compare() {
  local title=$1 path=$2 turn with without
  shift 2
  : >"$work/on" && : >"$work/off"
  for port in "$on" "$off"; do
    measured=5 rate "$port" "$path" "$@" >/dev/null
  done
  for turn in $(seq "$turns"); do
    # Each goes first in every other turn.
    if [ $((turn % 2)) -eq 1 ]; then
      with=$(rate "$on" "$path" "$@") without=$(rate "$off" "$path" "$@")
    else
      without=$(rate "$off" "$path" "$@") with=$(rate "$on" "$path" "$@")
    fi
    echo "$with" >>"$work/on" && echo "$without" >>"$work/off"
    echo "$title, turn $turn: on ${with% *}, off ${without% *} requests/s"
  done
  python3 - "$title" "$goal" "$work/on" "$work/off" <<'PYTHON' || status=1
import statistics, sys
title, goal = sys.argv[1], float(sys.argv[2])
(on, on_cpu), (off, off_cpu) = (zip(*(map(float, line.split()) for line in open(file))) for file in sys.argv[3:])
# Of each turn by itself: what else the machine does falls on both of its halves.
ratio = statistics.median(a / b for a, b in zip(on, off))
print(f"{title}: median on {statistics.median(on):.0f}, off {statistics.median(off):.0f} requests/s, ratio {ratio:.2f} (goal {goal}); "
      f"CPU on {statistics.median(on_cpu):.0f}, off {statistics.median(off_cpu):.0f} microseconds a request")
sys.exit(ratio < goal)
PYTHON
}

compare "GET /latest" /latest
compare "GET /msgs?no=30" '/msgs?no=30'
compare "POST /msgs/bench" /msgs/bench --script "$work/post.lua"

curl --silent "http://127.0.0.1:$on_management/metrics" | grep '^minitwit_log_lines' || true
exit "$status"
