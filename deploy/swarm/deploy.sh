#!/usr/bin/env bash
# Brings the app's services on a swarm to what is in this folder and to one version of MiniTwit. deploy.sh runs it, when it is
# through with the database's droplet, which is no part of the swarm:
#   deploy/swarm/deploy.sh [SETTINGS] [--version V]
# APP_SSH is a manager of the swarm, and the node with its edge. Needs Docker's client here. docs/scaling.md: how a swarm is made.
# The swarm starts new replicas before it ends old ones, and goes back by itself where new ones fail; this waits and tells.
# shellcheck source-path=SCRIPTDIR/..
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
. "$here/lib/script.sh"
. "$here/lib/settings.sh"
. "$here/lib/droplet.sh"
. "$here/lib/smoke.sh"

readonly converges_within=600
settings_file=$here/production.env version=''
while [ $# -gt 0 ]; do
  case $1 in
    --version) version=${2:?--version needs a version} && shift ;;
    -*) usage ;;
    *) settings_file=$1 ;;
  esac
  shift
done
trap 'disconnect; rm -rf "$work"' EXIT
trap 'fail "Interrupted. The swarm goes on by itself; run it again to see it through."' INT TERM

read_settings "$settings_file"
[ -z "$version" ] || settings[VERSION]=$version
check_settings

# The manager's engine, as this machine's: the files are read here, and nothing need be copied.
connect app
ssh -o ControlPath="$work/ssh-app" -O forward -L "$work/docker.sock:/var/run/docker.sock" app
export DOCKER_HOST=unix://$work/docker.sock
[ "$(docker info --format '{{.Swarm.ControlAvailable}}')" = true ] || fail "$(setting APP_SSH) is no manager of a swarm: docs/scaling.md"
[ -n "$(docker node ls --quiet --filter node.label=minitwit.data=true)" ] || fail "No node has the label minitwit.data=true: docs/scaling.md"

# keep_secret VARIABLE, its content on standard input: exports VARIABLE_SECRET, the name it has in the swarm.
keep_secret() {
  local name
  cat >"$work/secret"
  # A swarm keeps no empty secret; the apps leave out a line break at the end.
  [ -s "$work/secret" ] || echo >"$work/secret"
  name=minitwit-$(tr '[:upper:]_' '[:lower:]-' <<<"$1")-$(sha256sum "$work/secret" | cut -c 1-8)
  docker secret inspect "$name" >/dev/null 2>&1 || docker secret create "$name" "$work/secret" >/dev/null
  rm "$work/secret"
  export "$1_SECRET=$name"
}

hand_out_secrets() {
  local secrets name value
  secrets=$(secrets_folder)
  [ -s "$secrets/ca.crt" ] || fail "There is no $secrets/ca.crt: deploy.sh makes it for the database's droplet."
  keep_secret DATABASE_CA <"$secrets/ca.crt"
  while IFS='=' read -r name value; do
    keep_secret "$name" < <(filled "$value")
  done < <(grep -v '^#' "$here/swarm/secrets.env")
}

# services FORMAT
services() { docker service ls --filter label=com.docker.stack.namespace=minitwit --format "$1"; }

# tasks SERVICE: what it has, or had last: image and state.
tasks() { docker service ps --no-trunc --filter desired-state=running --format '{{.Image}} {{.CurrentState}}' "minitwit_$1"; }
completed() { [[ $(docker service ps --format '{{.CurrentState}}' "$1") == Complete* ]]; }

# For the smoke test.
running_versions() { tasks "$1" | sed -n 's/^[^ ]*:\([^ :@]*\)[^ ]* Running .*/\1/p' | sort -u | tr '\n' ' '; }
edge_authority() { docker exec "$(docker ps --quiet --filter label=com.docker.swarm.service.name=minitwit_caddy)" cat /data/caddy/pki/authorities/local/root.crt; }

# What a service is meant to run: after the swarm has gone back by itself, the version before.
wanted_version() { docker service inspect --format '{{.Spec.TaskTemplate.ContainerSpec.Image}}' "minitwit_$1" | sed 's/.*:\([^:@]*\).*/\1/'; }

# Each service that is not yet as it should be.
unfinished() {
  local service ready wanted ends update
  while read -r service ready wanted; do
    read -r ends update < <(docker service inspect --format '{{.Spec.TaskTemplate.RestartPolicy.Condition}} {{with .UpdateStatus}}{{.State}}{{end}}' "$service")
    if [ "$update" = paused ]; then
      echo "paused $service"
    elif [ "$ends" = on-failure ] && [ "$wanted" -gt 0 ]; then
      completed "$service" || echo "$service"
    elif [ "$ready" != "$wanted" ] || [[ $update =~ ^(updating|rollback_started)$ ]]; then
      echo "$service ($ready of $wanted${update:+, $update})"
    fi
  done < <(services '{{.Name}} {{.Replicas}}' | sed 's| \([0-9]*\)/\([0-9]*\).*| \1 \2|')
  for service in api web; do
    [ "$(running_versions "$service")" = "$(wanted_version "$service") " ] || echo "minitwit_$service (other versions)"
  done
}

await_swarm() {
  local deadline=$((SECONDS + converges_within)) waiting
  while :; do
    waiting=$(unfinished)
    [ -n "$waiting" ] || return 0
    ! grep ^paused <<<"$waiting" || fail "An update does not go on: docker service ps"
    [ "$SECONDS" -lt "$deadline" ] || fail "Not there after $converges_within s: $(tr '\n' ' ' <<<"$waiting")"
    sleep 2
  done
}

# go_back SERVICE: the swarm took that one back to its version before; the others follow, since all are of one version.
go_back() {
  local service failed
  failed=$(setting VERSION)
  say "The swarm has taken $1 back to what ran before."
  for service in api web; do
    [ "$(wanted_version "$service")" != "$failed" ] || docker service rollback --detach --quiet "minitwit_$service" >/dev/null
  done
  await_swarm
  say "Gone back: version $(wanted_version "$1") serves."
  fail "The deployment of $failed failed: docker service ps --no-trunc minitwit_$1"
}

# Secrets and configs that no service has, nor would go back to.
remove_unused() {
  local kind used
  # shellcheck disable=SC2046 # names without spaces
  used=$(docker service inspect $(services '{{.Name}}') | sed -n 's/.*"\(Secret\|Config\)Name": "\(.*\)".*/\2/p' | sort -u)
  for kind in secret config; do
    docker "$kind" ls --format '{{.Name}}' | grep '^minitwit-' | grep -vxF "$used" | xargs --no-run-if-empty docker "$kind" rm >/dev/null || true
  done
}

hand_out_secrets
# shellcheck disable=SC2046 # names without spaces
for name in $(names app all); do export "$name=$(plain "$name")"; done
say "The swarm gets version $(setting VERSION)"
stacks=(--compose-file "$here/swarm/stack.yaml")
# Changes of your own. One to caddy has to name a port 443: Docker's client, merging files, takes 443/tcp and 443/udp for one.
[ ! -e "$here/swarm/stack.override.yaml" ] || stacks+=(--compose-file "$here/swarm/stack.override.yaml")
# (Tags never change what they name.)
docker stack deploy --prune --with-registry-auth --resolve-image never "${stacks[@]}" minitwit >"$work/said" 2>&1 || fail "$(cat "$work/said")"
await_swarm
for service in api web; do
  [ "$(wanted_version "$service")" = "$(setting VERSION)" ] || go_back "$service"
done
smoke_test
remove_unused
say "Done: version $(setting VERSION) serves."
