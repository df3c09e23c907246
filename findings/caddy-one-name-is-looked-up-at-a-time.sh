#!/usr/bin/env bash
# Surprise: with Caddy's `dynamic a`, a name that DNS is slow to deny holds up the requests for every other name as well.
#
# Versions:  Caddy 2.11.4 (Debian forky's caddy).
# Expected:  names are looked up beside each other, as connections are made; that a name does not exist is remembered for as long as its
#            addresses would be (`refresh`); and who asks for a name that is known does not notice.
# Found:     all names of all sites share one lock, which is held while DNS is asked. A failure is not remembered, so that each request for
#            the missing name asks again, after the one before it, and whoever needs a name whose addresses are a `refresh` old waits in
#            the same line. Five requests for a name that DNS takes a second to deny: the fifth is refused after five seconds, and one for
#            a name that is answered at once takes as long. (Where the last replica of an app is gone, the engine's DNS asks the world's.)
# Output seen:
#   alone, the known name took 0 s
#   five for the missing name took 1 2 3 4 5 s
#   beside them the known name took as long
#
# Needs root, mmdebstrap (Debian's keys), Node.js and curl. Fails when the behaviour changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; wait; rm -rf "$folder"' EXIT
cd "$folder"

TMPDIR=$folder mmdebstrap --quiet --variant=extract --include=caddy=2.11.4-1 --aptopt='Acquire::Check-Valid-Until "false"' forky root 2>log \
  || { tail -n 5 log; exit 1; }

cat >dns.mjs <<'PROGRAM'
import { createSocket } from 'node:dgram';
const socket = createSocket('udp4');
socket.on('message', (question, from) => {
  const end = question.indexOf(0, 12) + 5;
  const known = question.subarray(13, 13 + question[12]).toString() === 'known';
  const header = Buffer.from([question[0], question[1], 0x81, known ? 0x80 : 0x83, 0, 1, 0, known ? 1 : 0, 0, 0, 0, 0]);
  const address = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, 127, 0, 0, 1]);
  const reply = Buffer.concat([header, question.subarray(12, end), ...(known ? [address] : [])]);
  setTimeout(() => socket.send(reply, from.port, from.address), known ? 0 : 1000);
});
socket.bind(0, '127.0.0.1', () => console.log(socket.address().port));
PROGRAM
node dns.mjs >dns.port &
cat >behind.mjs <<'PROGRAM'
import { createServer } from 'node:http';
const server = createServer((question, reply) => reply.end('here')).listen(0, '127.0.0.1', () => console.log(server.address().port));
PROGRAM
node behind.mjs >behind.port &
free_port() { node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); });'; }
port=$(free_port)
until [ -s dns.port ] && [ -s behind.port ]; do sleep 0.1; done
upstream() {
  cat <<CONFIGURATION
	handle /$1 {
		reverse_proxy {
			dynamic a $1.test. $(cat behind.port) {
				refresh 1s
				resolvers 127.0.0.1:$(cat dns.port)
				versions ipv4
			}
		}
	}
CONFIGURATION
}
cat >Caddyfile <<CONFIGURATION
{
	admin off
}
http://127.0.0.1:$port {
$(upstream known)
$(upstream missing)
}
CONFIGURATION
export XDG_CONFIG_HOME=$folder XDG_DATA_HOME=$folder
root/usr/bin/caddy run --config Caddyfile --adapter caddyfile >caddy.log 2>&1 &

# took NAME: in whole seconds, to the nearest.
took() { printf '%.0f\n' "$(curl --silent --output /dev/null --max-time 30 --write-out '%{time_total}' "http://127.0.0.1:$port/$1")"; }
for _ in {1..100}; do
  curl --silent --output /dev/null "http://127.0.0.1:$port/known" && break
  sleep 0.1
done

root/usr/bin/caddy version
sleep 1.5
alone=$(took known)
sleep 1.5
asking=()
for _ in 1 2 3 4 5; do
  took missing >>all-times &
  asking+=($!)
done
sleep 0.5
beside=$(took known)
wait "${asking[@]}"

seen="alone, the known name took $alone s
five for the missing name took $(sort -n all-times | paste -sd' ') s
beside them the known name took $([ "$beside" -ge 3 ] && echo "as long" || echo "$beside s")"
echo "$seen"
[ "$seen" = 'alone, the known name took 0 s
five for the missing name took 1 2 3 4 5 s
beside them the known name took as long' ] || { echo "The behaviour has changed." >&2; exit 1; }
