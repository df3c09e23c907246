#!/usr/bin/env bash
# Takes the README's pictures (docs/pictures) of a run of its own with the demo's people in it. Needs Chromium or Chrome.
set -euo pipefail
cd "$(dirname "$0")/.."
site=http://localhost:5000
browser=${MINITWIT_CHROMIUM:-$(command -v chromium || command -v google-chrome)}
folder=$(mktemp -d)
./run.sh --seed --Data:Directory="$folder/data" >"$folder/log" 2>&1 &
run=$!
trap 'kill -INT "$run" 2>/dev/null; wait "$run" || true; rm -rf "$folder"' EXIT

waited=0
until grep -q "Demo data is in" "$folder/log"; do
  if [ $((waited += 1)) -gt 300 ] || ! kill -0 "$run" 2>/dev/null; then
    cat "$folder/log" >&2
    exit 1
  fi
  sleep 1
done

# take NAME PATH WIDTH,HEIGHT [FLAG...]
take() {
  local name=$1 path=$2 size=$3
  shift 3
  "$browser" --headless --no-sandbox --disable-gpu --hide-scrollbars --no-first-run --disable-background-networking \
    --user-data-dir="$folder/$name" --window-size="$size" --virtual-time-budget=3000 "$@" \
    --screenshot="$PWD/docs/pictures/$name.png" "$site$path" 2>/dev/null
}

conversation=$(curl --fail --silent --max-time 10 "$site/search?q=%22pull%20the%20plug%22" | sed -n 's/.*class="when" href="\([^"]*\)".*/\1/p' | head -n 1)
take public /public 900,760
take conversation "$conversation" 900,760 --force-dark-mode
take profile /Margaret%20Hamilton 500,760 --accept-lang=da
