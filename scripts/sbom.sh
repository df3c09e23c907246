#!/usr/bin/env bash
# sbom.sh [FOLDER]: writes what each app that ships is made of, packages of packages included, as CycloneDX.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=${1:-artifacts/sbom}

dotnet tool restore >/dev/null
for app in ApiService Web; do
  dotnet restore "MiniTwit.$app" >/dev/null
  dotnet dotnet-CycloneDX "MiniTwit.$app/MiniTwit.$app.csproj" --recursive --disable-package-restore --no-serial-number \
    --set-name "MiniTwit.$app" --output-format Json --output "$folder" --filename "MiniTwit.$app.json" >/dev/null
  echo "$folder/MiniTwit.$app.json"
done
