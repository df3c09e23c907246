#!/usr/bin/env bash
# Runs a command of pgBackRest that may not run beside archiving (stanza-create, stanza-upgrade …).
# pgBackRest does not wait for its own lock but ends with 50, and archiving tries again and again as long as the stanza does not fit.
set -uo pipefail
if [ -e /var/lib/postgresql/trial ]; then
  echo "This is a trial of a restore: the storage is the real one's, and stays as it is." >&2
  exit 1
fi
for _ in {1..120}; do
  said=$(pgbackrest --stanza=minitwit "$@" 2>&1)
  status=$?
  [ "$status" -eq 50 ] || break
  sleep 0.5
done
[ -z "$said" ] || echo "$said" >&2
exit "$status"
