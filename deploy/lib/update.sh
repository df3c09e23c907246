# shellcheck shell=bash disable=SC2034,SC2154 # variables of the sourcing script
# Sourced by deploy.sh: bringing services to their new state while they serve, and back.

readonly healthy_within=300 replica_healthy_within=120

running_versions() {
  local versions
  versions=$(on app docker ps --filter "name=^minitwit[-_]$1[-.]" --format '{{.Image}}' 2>/dev/null | sed 's/.*://' | sort -u | tr '\n' ' ')
  echo "${versions:-not running}"
}

edge_authority() { compose app exec -T caddy cat /data/caddy/pki/authorities/local/root.crt; }

# Kept as the service's container: those that wait for its end then find it ended.
migrate() { on app docker compose up --force-recreate --no-log-prefix --exit-code-from migrations migrations >"$work/migration" 2>&1 || { tail -n 20 "$work/migration" >&2; return 1; }; }

# On the tables there are now.
set_rights() { compose db exec -T --user postgres postgres roles.sh; }

wanted_replicas() {
  awk -v service="  $1:" '$0 == service { here = 1; next } /^  [a-z]/ { here = 0 } here && /replicas:/ { print $2 }' "$here/app-droplet/compose.yaml"
}

# Each container of a service: id, state (healthy, starting, unhealthy, or what it is where it has no check), current or outdated.
replicas() {
  local hash ids
  hash=$(compose app config --hash "$1" | cut -d ' ' -f 2)
  mapfile -t ids < <(compose app ps --all --quiet "$1")
  [ ${#ids[@]} -gt 0 ] || return 0
  on app docker inspect --format \
    '{{.ID}} {{.State.Status}} {{with .State.Health}}{{.Status}}{{end}} {{.RestartCount}} {{index .Config.Labels "com.docker.compose.config-hash"}}' "${ids[@]}" \
    | awk -v hash="$hash" '{
        state = $2 != "running" ? $2 : $(NF - 1) > 1 ? "restarting" : NF == 5 ? $3 : $2
        print $1, state, ($NF == hash ? "current" : "outdated") }'
}

# (With its dependencies, since Compose takes a container that was started without them for an outdated one.)
# One more than there are, then one old one less, until all are new. What does not run is replaced first; what serves, last.
update_replicas() {
  local service=$1 wanted all outdated total
  wanted=$(wanted_replicas "$service")
  start_created "$service"
  while :; do
    all=$(replicas "$service")
    total=$(grep -c . <<<"$all") || total=0
    outdated=$(grep ' outdated$' <<<"$all" | sort -k 2,2r | head -n 1) || outdated=''
    if [ -n "$outdated" ] && { [ "${outdated#* healthy}" = "$outdated" ] || [ "$total" -gt "$wanted" ]; }; then
      await_replicas "$service"
      say "app: $service: stopping one old replica"
      remove_replica "${outdated%% *}"
    elif [ -n "$outdated" ] || [ "$total" -lt "$wanted" ]; then
      say "app: $service: starting one of version $(setting VERSION)"
      start_replica "$service" $((total + 1))
    else
      break
    fi
  done
  await_replicas "$service"
  join_serving "$service"
  [ "$total" -le "$wanted" ] || compose app up --detach --no-recreate --scale "$service=$wanted" "$service"
}

start_replica() {
  compose app up --no-start --no-recreate --quiet-pull --scale "$1=$2" "$1"
  start_created "$1"
  await_replicas "$1"
  join_serving "$1"
}

# The edge finds a new replica only once it is well: the engine's DNS names a container before anything in it listens, and a request
# whose body went to one that refuses it is lost. (There may be one that an interrupted deployment did not come to start.)
start_created() {
  local id
  for id in $(compose app ps --all --quiet --status created "$1"); do
    on app sh -c "docker network disconnect minitwit_serving $id 2>/dev/null; docker start $id" >/dev/null
  done
}

# All that run: one that an interrupted deployment started may not have been there yet.
join_serving() {
  local id
  for id in $(compose app ps --quiet "$1"); do
    on app sh -c "docker network inspect minitwit_serving --format '{{range \$id, \$_ := .Containers}}{{\$id}} {{end}}' | grep -q $id \
      || docker network connect --alias $1-serving --alias $1.serving.internal minitwit_serving $id"
  done
}

# Stopping waits for the requests in flight, as long as the service's stop_grace_period.
remove_replica() { on app sh -c "docker stop --time 40 $1 && docker rm --force $1" >/dev/null; }

# Until every current replica is healthy.
await_replicas() {
  local deadline=$((SECONDS + replica_healthy_within)) states
  while :; do
    states=$(replicas "$1" | sed -n 's/^[^ ]* \(.*\) current$/\1/p' | sort -u | tr '\n' ' ')
    case $states in
      '' | 'healthy ') return 0 ;;
      *exited* | *dead* | *restarting*) deadline=0 ;;
    esac
    if [ "$SECONDS" -ge "$deadline" ]; then
      compose app logs --no-color --tail 5 "$1" | cut -c 1-300 >&2
      fail "app: $1 does not become healthy: $states"
    fi
    sleep 1
  done
}

# All services of a droplet as the files say; what is as it should be is left alone. Tried twice, since a check that comes too late
# on a busy machine makes Compose give up.
bring_up() {
  compose "$1" up --detach --remove-orphans --quiet-pull || { sleep 10; compose "$1" up --detach --remove-orphans --quiet-pull; }
  await_healthy "$1"
}

# Until every container of the droplet is healthy, or has ended well where it is there to end.
await_healthy() {
  local deadline=$((SECONDS + healthy_within)) waiting
  while :; do
    waiting=$(compose "$1" ps --all --format '{{.Service}} {{.State}} {{.Health}} {{.ExitCode}}' \
      | awk '!($2 == "running" && ($3 == "healthy" || $3 == "0" || $3 == "")) && !($2 == "exited" && $NF == "0") { print $1 " (" $2 " " $3 ")" }')
    [ -n "$waiting" ] || return 0
    [ "$SECONDS" -lt "$deadline" ] || fail "$1: not healthy after $healthy_within s: $(tr '\n' ' ' <<<"$waiting")"
    sleep 1
  done
}

# The files that a service mounts, read from the compose file: "SERVICE PATH" lines.
mounts() {
  awk '/^  [a-z][a-z-]*:$/ { service = substr($1, 1, length($1) - 1) }
    /^ *- \.\.?\/[^:]*:/ { path = $2; sub(/:.*/, "", path); if (path != "./logs") print service, path }
    /^volumes:/ { exit }' "$here/$1-droplet/compose.yaml"
}

# Services whose mounted files are others than those they started with read them anew. Which they have is kept on the droplet.
apply_mounted_files() {
  local droplet=$1 service paths hash kept
  for service in $(mounts "$droplet" | cut -d ' ' -f 1 | sort -u); do
    paths=$(mounts "$droplet" | awk -v service="$service" '$1 == service { print $2 }')
    hash=$(on "$droplet" sh -c "find ${paths//$'\n'/ } -type f -exec sha256sum {} + | sort | sha256sum | cut -c 1-16; docker compose ps --quiet $service" | tr '\n' ' ')
    kept=$(on "$droplet" sh -c "cat $remote/applied/$service 2>/dev/null" || true)
    if [ -n "$kept" ] && [ "${kept%% *}" != "${hash%% *}" ] && [ "${kept#* }" = "${hash#* }" ] && [ "${hash#* }" != '' ]; then
      reload "$droplet" "$service"
    fi
    on "$droplet" sh -c "mkdir -p $remote/applied && echo '$hash' >$remote/applied/$service"
  done
}

reload() {
  say "$1: $2: its files changed"
  case $2 in
    caddy) compose "$1" exec -T caddy caddy reload --config /etc/caddy/Caddyfile --adapter caddyfile 2>/dev/null ;;
    prometheus) compose "$1" kill --signal HUP prometheus ;;
    *) compose "$1" restart "$2" ;;
  esac
}

# What brings the app droplet to its new state, or back to the old one.
update_app() {
  update_replicas api
  update_replicas web
  say "app: everything else"
  bring_up app
  apply_mounted_files app
  smoke_test
}

# The state to go back to: a copy of the files that the last deployment that went well put there. Never half a copy.
keep_as_good() {
  script app "set -e; cd $remote; rm -rf good.part good.new; mkdir -m 700 good.part
    tar --create --directory deploy --exclude=./app-droplet/logs . | tar --extract --directory good.part
    mv good.part good.new; rm -rf good; mv good.new good" </dev/null
}

# A copy that was ended between the last two steps.
find_good() { script app "cd $remote && [ -d good ] || { [ -d good.new ] && mv good.new good; }" </dev/null; }

roll_back() {
  if ! find_good; then
    say "There is no earlier version to go back to: everything stays as it is, to be looked at."
    return
  fi
  say "Going back to what ran before."
  on app sh -c "cd $remote && tar --create --directory good . | tar --extract --directory deploy --overwrite --preserve-permissions"
  settings[VERSION]=$(on app sed -n 's/^VERSION=//p' .env)
  # Else Compose, finding it outdated, would recreate at once all that depends on it.
  compose app up --no-start migrations || true
  attempt update_app
  if [ "$status" -eq 0 ]; then
    say "Gone back: version ${settings[VERSION]} serves."
  else
    say "Going back failed too: version ${settings[VERSION]} does not pass."
  fi
}
