# shellcheck shell=bash disable=SC2034,SC2154 # variables of the sourcing script
# Sourced by deploy.sh and swarm/deploy.sh: does what was deployed answer, as the world sees it?
# They say which versions run (running_versions SERVICE) and with what the edge signs where it does that itself (edge_authority).

# What the world would do, by curl; its options on standard input, so that the credential is in no argument.
ask() {
  local options=(--silent --show-error --fail --max-time 10 --retry 3 --retry-delay 1 --retry-all-errors --output "$work/answer" --config -)
  [ -z "$(setting EDGE_ADDRESS)" ] || options+=(--connect-to "::$(setting EDGE_ADDRESS):")
  [ "$(setting EDGE_TLS)" != internal ] || options+=(--cacert "$work/edge.crt")
  curl "${options[@]}" "$1" || fail "The edge does not serve $1."
}

smoke_test() {
  local password service version try
  say "Testing through the edge"
  if [ "$(setting EDGE_TLS)" = internal ]; then
    edge_authority >"$work/edge.crt"
  fi
  password=$(plain SIMULATOR_PASSWORD)
  # More often than there are replicas.
  for try in 1 2 3 4; do
    ask "https://$(setting WEB_HOST)/public?try=$try" </dev/null
    grep -q 'Public Timeline' "$work/answer" || fail "The public page is another one."
    ! grep -q 'class="error stale"' "$work/answer" || fail "The public page is an old one: web cannot reach the api."
    ask "https://$(setting API_HOST)/latest" </dev/null
    grep -q '"latest":' "$work/answer" || fail "The API's latest is another one."
    ask "https://$(setting API_HOST)/msgs?no=1" <<<"user = \"$(setting SIMULATOR_USERNAME):$password\""
  done
  for service in api web; do
    version=$(running_versions "$service")
    [ "$version" = "$(setting VERSION) " ] || fail "$service runs version $version and not $(setting VERSION)."
  done
}
