#!/bin/sh
# Starts Alertmanager with the arguments given and alertmanager.yml, filled in from the environment (Alertmanager itself reads none).
# `start.sh render` writes the filled-in configuration to standard output instead.
set -eu
umask 077
here=$(dirname "$0")

fail() {
  echo "Alertmanager cannot start: $1" >&2
  exit 1
}

# Blocks nest. A value becomes a YAML text in single quotes (octal 047), in which only they are special, and written twice.
render() {
  awk '
    /^ *# if / { depth++; if (!skip && ENVIRON[$3] == "") skip = depth; next }
    /^ *# end$/ { if (skip == depth) skip = 0; depth--; next }
    skip { next }
    /^ *#/ { print; next }
    match($0, /[$][{][A-Z_]+[}]/) {
      value = ENVIRON[substr($0, RSTART + 2, RLENGTH - 3)]
      gsub(/\047/, "&&", value)
      print substr($0, 1, RSTART - 1) "\047" value "\047" substr($0, RSTART + RLENGTH)
      next
    }
    { print }
  ' "$here/alertmanager.yml"
}

if [ -n "${ALERT_EMAIL_TO:-}" ]; then
  [ -n "${ALERT_EMAIL_FROM:-}" ] || fail "ALERT_EMAIL_TO is set, so ALERT_EMAIL_FROM has to say who sends."
  [ -n "${ALERT_SMTP_HOST:-}" ] || fail "ALERT_EMAIL_TO is set, so ALERT_SMTP_HOST has to name the mail server as host:port."
fi

if [ "${1:-}" = render ]; then
  render
  exit
fi

# Debian's name, else the image's.
program=$(command -v prometheus-alertmanager || command -v alertmanager) \
  || fail "it is not installed. Debian, Ubuntu: apt-get install prometheus-alertmanager; macOS: brew install alertmanager."
[ -n "${ALERT_EMAIL_TO:-}${ALERT_WEBHOOK_URL:-}" ] \
  || echo "No receiver is set: alerts are shown here and sent to nobody. ALERT_EMAIL_TO or ALERT_WEBHOOK_URL changes that." >&2

# The secrets are in no argument, and in a file without a name once it is open.
configuration=$(mktemp)
render >"$configuration"
exec 3<"$configuration"
rm -f "$configuration"
# Alone: gossip would only take another port.
exec "$program" --config.file=/dev/fd/3 --cluster.listen-address= "$@"
