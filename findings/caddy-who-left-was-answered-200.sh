#!/usr/bin/env bash
# Surprise: Caddy's metrics count a request whose client has left as answered with 200, and time no answer that Caddy makes itself.
#
# Versions:  Caddy 2.11.4 (Debian forky's caddy).
# Expected:  a client that gives up before the proxied server has answered gets a status of its own (as nginx's 499), or none, as in Caddy's
#            own access log, which says 0. And a 502 that Caddy makes because nobody listens behind it is in every histogram of answers.
# Found:     caddy_http_request_duration_seconds counts the departed client with code="200". caddy_http_response_duration_seconds (the time
#            to the first byte of the answer) has no sample at all for Caddy's own 502, so a ratio of errors made from it is always 0; the
#            one to count by is caddy_http_request_duration_seconds. caddy_http_requests_total has no code.
# Output seen:
#   asked for: 1 answered, 1 refused behind, 1 left
#   access log: 0 200 502
#   caddy_http_request_duration_seconds_count{code="200"} 2
#   caddy_http_request_duration_seconds_count{code="502"} 1
#   caddy_http_response_duration_seconds_count{code="200"} 1
#
# Needs root, mmdebstrap (Debian's keys), Node.js and curl. Fails when the behaviour changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; wait; rm -rf "$folder"' EXIT
cd "$folder"

TMPDIR=$folder mmdebstrap --quiet --variant=extract --include=caddy=2.11.4-1 --aptopt='Acquire::Check-Valid-Until "false"' forky root 2>log \
  || { tail -n 5 log; exit 1; }

cat >behind.mjs <<'PROGRAM'
import { createServer } from 'node:http';
const answer = (question, reply) => setTimeout(() => reply.end('here'), question.url === '/slow' ? 3000 : 0);
const server = createServer(answer).listen(0, '127.0.0.1', () => console.log(server.address().port));
PROGRAM
node behind.mjs >behind.port &
free_port() { node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); });'; }
port=$(free_port) admin=$(free_port) nobody=$(free_port)
until [ -s behind.port ]; do sleep 0.1; done
cat >Caddyfile <<CONFIGURATION
{
	admin 127.0.0.1:$admin
	metrics
}
http://127.0.0.1:$port {
	log {
		output file access.log
	}
	handle /nobody {
		reverse_proxy 127.0.0.1:$nobody
	}
	handle {
		reverse_proxy 127.0.0.1:$(cat behind.port)
	}
}
CONFIGURATION
export XDG_CONFIG_HOME=$folder XDG_DATA_HOME=$folder
root/usr/bin/caddy run --config Caddyfile --adapter caddyfile >caddy.log 2>&1 &
for _ in {1..100}; do
  curl --silent --output /dev/null "http://127.0.0.1:$admin/config/" && break
  sleep 0.1
done

root/usr/bin/caddy version
curl --silent --output /dev/null "http://127.0.0.1:$port/"
curl --silent --output /dev/null "http://127.0.0.1:$port/nobody"
curl --silent --output /dev/null --max-time 1 "http://127.0.0.1:$port/slow" || true
sleep 3

seen="asked for: 1 answered, 1 refused behind, 1 left
access log: $(sed 's/.*"status":\([0-9]*\).*/\1/' access.log | sort -n | paste -sd' ')
$(curl --silent "http://127.0.0.1:$admin/metrics" | sed -n 's/^\(caddy_http_\(request\|response\)_duration_seconds_count\){code="\([0-9]*\)".*} \([0-9]*\)$/\1{code="\3"} \4/p' | sort)"
echo "$seen"
[ "$seen" = 'asked for: 1 answered, 1 refused behind, 1 left
access log: 0 200 502
caddy_http_request_duration_seconds_count{code="200"} 2
caddy_http_request_duration_seconds_count{code="502"} 1
caddy_http_response_duration_seconds_count{code="200"} 1' ] || { echo "The behaviour has changed." >&2; exit 1; }
