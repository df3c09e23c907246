#!/usr/bin/env bash
# Runs a step of the AppHost's pipeline: pipeline.sh STEP [--OPTION VALUE]...
# MINITWIT_NO_BUILD=1: with the AppHost as it was built before.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
step=${1:?Usage: deploy/pipeline.sh STEP [--OPTION VALUE]...}
shift
exec dotnet run --project "$here/../MiniTwit.AppHost" --no-launch-profile ${MINITWIT_NO_BUILD:+--no-build} -- --operation publish --step "$step" "$@"
