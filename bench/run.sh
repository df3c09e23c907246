#!/usr/bin/env bash
# Measures MiniTwit: this tree, beside it another commit (--against REV) and the floors, in one run on databases of its own.
# `bench/run.sh --help` tells the rest. Give it a quiet machine.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source-path=SCRIPTDIR source=../scripts/prerequisites.sh
. "$here/../scripts/prerequisites.sh"
need_dotnet
need_local_servers
command -v wrk >/dev/null || need_packages "The measurement makes its load with wrk" wrk

for project in MiniTwit.Bench MiniTwit.Bench.Floor; do
  dotnet build "$here/$project" --configuration Release --verbosity quiet -nologo
done
exec dotnet "$here/MiniTwit.Bench/bin/Release/net10.0/MiniTwit.Bench.dll" "$@"
