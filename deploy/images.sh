#!/usr/bin/env bash
# Builds MiniTwit's images and pushes them: minitwit-api and minitwit-web as VERSION, minitwit-postgres under PostgreSQL's version.
#   deploy/images.sh REGISTRY [VERSION]      REGISTRY such as ghcr.io/minitwit; VERSION: the commit where none is given
# BASE_IMAGE overrides the apps' base (by default Microsoft's chiseled ASP.NET image). Sign in with `docker login` before.
set -euo pipefail
cd "$(dirname "$0")/.."
registry=${1:?Usage: deploy/images.sh REGISTRY [VERSION]}
version=${2:-$(git rev-parse --short=12 HEAD)}
commit=$(git rev-parse HEAD)
host=${registry%%/*}
folder=${registry#"$host"}

for app in api:MiniTwit.ApiService web:MiniTwit.Web; do
  name=${folder#/}${folder:+/}minitwit-${app%%:*}
  echo "$host/$name:$version"
  dotnet publish "${app#*:}" --verbosity quiet --target:PublishContainer \
    -p:ContainerRuntimeIdentifier=linux-x64 -p:ContainerRegistry="$host" -p:ContainerRepository="$name" -p:ContainerImageTag="$version" \
    -p:ContainerVersion="$version" -p:SourceRevisionId="$commit" -p:PublishRepositoryUrl=true \
    ${BASE_IMAGE:+"-p:ContainerBaseImage=$BASE_IMAGE"}
done

# The tag is the one that the generated files ask for.
postgres=$(sed -n 's/.*\(minitwit-postgres:[0-9.]*\)$/\1/p' deploy/db-droplet/compose.yaml | head -n 1)
echo "$registry/$postgres"
docker build --quiet --build-arg "VERSION=${postgres#*:}" --tag "$registry/$postgres" deploy/postgres >/dev/null
docker push --quiet "$registry/$postgres"
