#!/usr/bin/env bash
# Builds everything and runs all tests against the real parts. The last line counts them: N passed, N failed, N skipped.
#   ./test.sh                       the stack's parts as processes
#   ./test.sh --faults [ROUNDS]     what breaks things: kills so many times (20), everything else for longer; with the figures seen
#   ./test.sh --containers          what containers change: the stack with its parts as containers, and deployment to droplets made here
# Other arguments go to the test runner, in place of its choice of tests: ./test.sh --filter-class '*LatestTests'
set -euo pipefail
cd "$(dirname "$0")"
. scripts/prerequisites.sh

report=$(mktemp)
trap 'rm -f "$report"; stop_container_engine' EXIT

need_dotnet
need_local_servers
for browser in "${MINITWIT_CHROMIUM:-}" /usr/bin/chromium /usr/bin/google-chrome; do
  if [ -x "$browser" ]; then
    break
  fi
  browser=
done
[ -n "$browser" ] || need_packages "The browser tests drive Chromium" chromium fonts-dejavu-core
export MINITWIT_CHROMIUM=${browser:-/usr/bin/chromium}
compgen -G '/usr/lib/*/faketime/libfaketime.so.1' >/dev/null || need_packages "Some tests set clocks of processes wrong" libfaketime
command -v shellcheck >/dev/null || need_packages "The shell scripts are held against a checker" shellcheck
command -v openssl >/dev/null || need_packages "Certificates of the database are made and tried" openssl

tests=(--filter-not-trait Tier=Droplets) figures=()
export MINITWIT_HOSTING=processes
# Hundreds of processes live for seconds: watching which of their methods are worth another compilation costs more than these give back.
export DOTNET_TieredPGO=0
if [ "${1:-}" = --containers ]; then
  shift
  tests=(--filter-namespace MiniTwit.Tests.Droplets MiniTwit.Tests.AppHost MiniTwit.Tests.Simulator MiniTwit.Tests.Dashboards)
  if ! need_root || ! need_container_engine; then
    echo "Skipped: the tests on containers and droplets."
    echo "0 passed, 0 failed, 1 skipped"
    exit 0
  fi
  export MINITWIT_HOSTING=containers MINITWIT_DROPLETS=true
  command -v mmdebstrap >/dev/null || need_packages "The container tests build their images themselves" mmdebstrap
  command -v npm >/dev/null || need_packages "The dashboards are held against types that Grafana's makers publish with npm" nodejs npm
  scripts/local-images/build.sh
fi
if [ "${1:-}" = --faults ]; then
  shift
  tests=(--filter-namespace MiniTwit.Tests.Faults)
  figures=(--output Detailed)
  export MINITWIT_FAULT_ROUNDS=20
  if [[ "${1:-}" =~ ^[0-9]+$ ]]; then
    MINITWIT_FAULT_ROUNDS=$1
    shift
  fi
fi
[ $# -eq 0 ] || tests=("$@")
tests+=("${figures[@]}")

dotnet tool restore
dotnet build MiniTwit.sln

status=0
dotnet test --project MiniTwit.Tests --no-build "${tests[@]}" 2>&1 | tee "$report" || status=$?

count() { sed -n "s/^ *$1: *\([0-9]*\).*/\1/p" "$report" | tail -n 1; }
passed=$(count succeeded) failed=$(count failed) skipped=$(count skipped)
if [ -z "$passed" ] || [ "$((passed + ${failed:-0}))" -eq 0 ]; then
  echo "The test run did not get as far as a result." >&2
  status=1
fi
# What failed, once more and without the stacks' own lines, which the runner prints in between and after.
sed -n '/^failed /,/^ *at /p' "$report" | head -n 200
echo "${passed:-0} passed, ${failed:-0} failed, ${skipped:-0} skipped"
exit "$status"
