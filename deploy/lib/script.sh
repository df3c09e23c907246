# shellcheck shell=bash
# Sourced by the scripts of deploy/: what they say, and how they end.

say() { printf '%s  %s\n' "$(date +%T)" "$*"; }
warn() { printf '%s  WARNING: %s\n' "$(date +%T)" "$*" >&2; }
fail() { printf '%s  %s\n' "$(date +%T)" "$*" >&2; exit 1; }

# The comment at the top of the script that was called.
usage() { sed -n '2,/^[^#]/{/^# shellcheck/d; s/^# \?//p}' "$0" >&2; exit 2; }

# A folder for this run, which only its user can read.
# shellcheck disable=SC2034 # for the caller
work=$(mktemp -d)

# attempt FUNCTION: sets $status. Not in a condition, where set -e would not end it at the first failure.
attempt() {
  set +e
  (set -e; "$@")
  # shellcheck disable=SC2034 # for the caller
  status=$?
  set -e
}

# confirm QUESTION: unless --yes was given.
confirm() {
  [ -z "${yes:-}" ] || return 0
  local answer
  read -r -p "$1 (yes/no) " answer </dev/tty || fail "No terminal to ask on; --yes answers beforehand."
  [ "$answer" = yes ] || fail "Nothing was changed."
}
