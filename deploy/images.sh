#!/usr/bin/env bash
# Builds MiniTwit's own images and pushes them under the names that manifest.json has: minitwit-api and minitwit-web as VERSION,
# minitwit-postgres under a tag that its content gives.
#   deploy/images.sh REGISTRY [VERSION]      REGISTRY such as ghcr.io/minitwit; VERSION: the commit where none is given
# PostgreSQL's that is in the registry stays: another content would restart the database. REBUILD=1 makes it anew all the same, with
# the present packages of what it is built on.
# BASE_IMAGE overrides the apps' base (by default Microsoft's chiseled ASP.NET image). Sign in with `docker login` before.
set -euo pipefail
cd "$(dirname "$0")/.."
registry=${1:?Usage: deploy/images.sh REGISTRY [VERSION]}
version=${2:-$(git rev-parse --short=12 HEAD)}
commit=$(git rev-parse HEAD)
host=${registry%%/*}
folder=${registry#"$host"}
command -v jq >/dev/null || { echo "images.sh needs jq." >&2; exit 1; }

# Under a tag of an earlier content, changed files would never reach a droplet.
fresh=$(mktemp -d)
trap 'rm -rf "$fresh"' EXIT
said=$(deploy/generate.sh "$fresh" 2>&1) || { echo "$said" >&2; exit 1; }
if [ "$(jq .images "$fresh/manifest.json")" != "$(jq .images deploy/manifest.json)" ]; then
  echo "deploy/manifest.json names other images than the model does. Run deploy/generate.sh, and commit what it writes." >&2
  exit 1
fi

# app NAME PROJECT
app() {
  local name=${folder#/}${folder:+/}$1
  echo "$host/$name:$version"
  dotnet publish "$2" --verbosity quiet --target:PublishContainer \
    -p:ContainerRuntimeIdentifier=linux-x64 -p:ContainerRegistry="$host" -p:ContainerRepository="$name" -p:ContainerImageTag="$version" \
    -p:ContainerVersion="$version" -p:SourceRevisionId="$commit" -p:PublishRepositoryUrl=true \
    ${BASE_IMAGE:+"-p:ContainerBaseImage=$BASE_IMAGE"}
}

# postgres NAME TAG, which begins with PostgreSQL's version.
postgres() {
  local image=$registry/$1:$2
  echo "$image"
  # For the droplets' processors, whatever this machine's is.
  if [ -z "${REBUILD:-}" ]; then
    said=$(docker pull --quiet --platform linux/amd64 "$image" 2>&1) && return
    # Denied is what some registries say of a name that they do not have yet.
    case $said in
      *"not found"* | *"manifest unknown"* | *"name unknown"* | *denied* | *"no matching manifest"*) ;;
      *) echo "The registry does not tell whether it has $image: $said" >&2; exit 1 ;;
    esac
  fi
  docker build --quiet --platform linux/amd64 ${REBUILD:+--pull --no-cache} --build-arg "VERSION=${2%-*}" --tag "$image" deploy/postgres >/dev/null
  docker push --quiet "$image" >/dev/null
}

jq --raw-output '.images[] | select(contains("/minitwit-")) | sub(".*/"; "")' deploy/manifest.json | while IFS=: read -r name tag; do
  # The list is read by this loop alone.
  case $name in
    minitwit-api) app "$name" MiniTwit.ApiService ;;
    minitwit-web) app "$name" MiniTwit.Web ;;
    minitwit-postgres) postgres "$name" "$tag" ;;
    *) echo "images.sh does not know how to build $name." >&2; exit 1 ;;
  esac </dev/null
done
