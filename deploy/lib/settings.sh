# shellcheck shell=bash disable=SC2034,SC2154 # variables of the sourcing script
# Sourced by the scripts of deploy/: the settings file, and what is wrong with it.

declare -A settings
remote=/opt/minitwit
ssh_options=()

# read_settings FILE: as in a file .env: NAME=value, a $ written $$.
read_settings() {
  settings_file=$1
  [ -r "$1" ] || fail "There is no settings file $1. It needs APP_SSH, DB_SSH and the parameters of */.env.example."
  local line
  while IFS= read -r line || [ -n "$line" ]; do
    case $line in '' | '#'*) continue ;; *=*) settings[${line%%=*}]=${line#*=} ;; *) fail "$1: not a setting: ${line%% *}" ;; esac
  done <"$1"
  remote=${settings[REMOTE_DIRECTORY]:-$remote}
  read -r -a ssh_options <<<"${settings[SSH_OPTIONS]:-}"
}

setting() { printf '%s' "${settings[$1]:-}"; }

# A parameter's value as Compose would have read it.
plain() { local value; value=$(setting "$1"); printf '%s' "${value//\$\$/\$}"; }

# filled TEXT: as Compose would have read it, with each $$, ${NAME:?} and ${NAME:-fallback} in it replaced.
filled() {
  local rest=$1 value
  while [[ $rest =~ ^([^$]*)\$(\$|\{([A-Z0-9_]+):[?-]([^}]*)\})(.*)$ ]]; do
    value='$'
    [ "${BASH_REMATCH[2]}" = '$' ] || value=$(plain "${BASH_REMATCH[3]}")
    printf '%s%s' "${BASH_REMATCH[1]}" "${value:-${BASH_REMATCH[4]}}"
    rest=${BASH_REMATCH[5]}
  done
  printf '%s' "$rest"
}

# Where certificates and keys are, here.
secrets_folder() { printf '%s' "${settings[SECRETS_DIRECTORY]:-$here/secrets}"; }

# set_setting NAME VALUE: in the file as well.
set_setting() {
  settings[$1]=$2
  if grep -q "^$1=" "$settings_file"; then
    sed -i "s|^$1=.*|$1=$2|" "$settings_file"
  else
    echo "$1=$2" >>"$settings_file"
  fi
}

# names DROPLET KIND: the parameters of a droplet that are "all", "required" or "secret", as its .env.example says it.
names() {
  awk -v kind="$2" '
    /^#/ { comment = comment " " $0; next }
    /=/ {
      optional = comment ~ /Optional[.:]/
      secret = comment ~ /Secret\./
      if (kind == "all" || (kind == "required" && !optional) || (kind == "secret" && secret)) print substr($0, 1, index($0, "=") - 1)
    }
    { comment = "" }' "$here/$1-droplet/.env.example"
}

# Whether somebody hears of an alert, and whether something notices that alerting itself is gone.
is_heard() { [ -n "$(setting ALERT_EMAIL_TO)$(setting ALERT_WEBHOOK_URL)" ]; }
is_watched() { [ -n "$(setting ALERT_HEARTBEAT_URL)" ]; }

# What was meant once is easily forgotten: said at the start and at the end of each run.
warn_who_does_not_hear() {
  [ "$(setting ALERTS_TO_NOBODY)" != true ] || is_heard \
    || warn "NOBODY hears of an alert (ALERTS_TO_NOBODY=true)."
  [ "$(setting ALERTS_WITHOUT_HEARTBEAT)" != true ] || is_watched \
    || warn "NOBODY notices when alerting itself is gone (ALERTS_WITHOUT_HEARTBEAT=true)."
}

# All that is wrong, at once.
check_settings() {
  local name value problems=()
  warn_who_does_not_hear
  for name in APP_SSH DB_SSH $({ names app required; names db required; } | sort -u); do
    [ -n "$(setting "$name")" ] || problems+=("$name is not set")
  done
  for name in $({ names app all; names db all; } | sort -u); do
    value=$(setting "$name")
    case $value in
      *.example | *'<'*'>'* | [Cc][Hh][Aa][Nn][Gg][Ee]* | TODO*) problems+=("$name still has the value of an example") ;;
      *[[:space:]\"\'\;\\#]*) problems+=("$name has a character that connection strings or .env files give a meaning") ;;
    esac
  done
  for name in $({ names app secret; names db secret; } | sort -u); do
    value=$(setting "$name")
    case $value in
      '') ;;
      'super_safe!' | development-internal-key) problems+=("$name is a default that everybody knows") ;;
      *) [ ${#value} -ge 12 ] || problems+=("$name is shorter than 12 characters") ;;
    esac
  done
  # Alerts that nobody hears, and a watch whose end nobody notices, are easily forgotten and found out too late.
  is_heard || [ "$(setting ALERTS_TO_NOBODY)" = true ] \
    || problems+=("nobody would hear of an alert: set ALERT_EMAIL_TO or ALERT_WEBHOOK_URL, or ALERTS_TO_NOBODY=true where that is meant")
  is_watched || [ "$(setting ALERTS_WITHOUT_HEARTBEAT)" = true ] \
    || problems+=("nobody would notice when alerting itself is gone: set ALERT_HEARTBEAT_URL, or ALERTS_WITHOUT_HEARTBEAT=true where that is meant")
  # The API would refuse to start.
  [ -z "$(setting MAIL_HOST)" ] || [ -n "$(setting MAIL_FROM)" ] || problems+=("MAIL_HOST is set, and MAIL_FROM is not")
  [ "$(setting VERSION)" != latest ] || problems+=("VERSION must name one image for ever, which latest does not")
  [ ${#problems[@]} -eq 0 ] || fail "$(printf '%s\n' "$settings_file:" "${problems[@]/#/  }")"
}
