#!/usr/bin/env bash
# Gives droplets what they would pull from the world's registries: images.sh FOLDER [HOST...], by default all hosts of the folder;
# and the registry of the folder MiniTwit's base image. Needs the droplets of up.sh.
set -euo pipefail
cd "$(dirname "$0")"
folder=$(realpath "${1:?Usage: images.sh FOLDER [HOST...]}")
shift
[ $# -gt 0 ] || mapfile -t hosts < <(ls "$folder/hosts")
[ $# -eq 0 ] || hosts=("$@")
registry=10.$(cat "$folder/network").0.1:5000

engine() { echo "unix://$folder/hosts/$1/run/docker.sock"; }

builds=()
for host in "${hosts[@]}"; do
  DOCKER_HOST=$(engine "$host") ../local-images/build.sh &
  builds+=($!)
done
for build in "${builds[@]}"; do wait "$build"; done

if ! curl --silent --fail --output /dev/null "http://$registry/v2/dotnet/aspnet/tags/list"; then
  export DOCKER_HOST
  DOCKER_HOST=$(engine "${hosts[0]}")
  ../local-images/dotnet-runtime.sh | docker import \
    --change 'ENV PATH=/usr/bin DOTNET_RUNNING_IN_CONTAINER=true DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=true APP_UID=1654 ASPNETCORE_HTTP_PORTS=8080' \
    --change 'USER 1654' - "$registry/dotnet/aspnet:10.0" >/dev/null
  docker push --quiet "$registry/dotnet/aspnet:10.0"
fi
