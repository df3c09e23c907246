#!/usr/bin/env bash
# Once a minute: is a backup due? Makes it, and reports all there is to node-exporter. Ends when told to; a backup cut short is
# taken up again by the next.
set -euo pipefail

metrics=/var/lib/minitwit/metrics
deadline=/tmp/backups-deadline      # when the step under way must be through
pause=60
retry_after=600
export BACKUP_HOUR=${BACKUP_HOUR:-2} PGCONNECT_TIMEOUT=5 PGOPTIONS='-c statement_timeout=20s'

if [ "${1:-}" = healthcheck ]; then
  [ "$(date +%s)" -lt "$(cat "$deadline")" ]
  exit
fi

# within SECONDS COMMAND...: in the background, so that being told to end is heard at once.
within() {
  local seconds=$1
  shift
  echo $(($(date +%s) + seconds + 60)) >"$deadline"
  timeout --kill-after=10 "$seconds" "$@" &
  wait $!
}
trap 'kill $(jobs -p) 2>/dev/null; exit 0' TERM INT

sql() { within 30 psql --no-psqlrc --quiet --tuples-only --no-align --field-separator=' ' --username=postgres --host=/var/run/postgresql "$@"; }
say() { echo "$(date -u +%FT%TZ) $*"; }

# report NAME: the exporter may read at any moment, and shall find the old file or the new.
report() {
  cat >"$metrics/.$1" && chmod 0644 "$metrics/.$1" && mv "$metrics/.$1" "$metrics/$1.prom"
}

# gauge NAME VALUE HELP
gauge() { printf '# HELP %s %s\n# TYPE %s gauge\n%s %s\n' "$1" "$3" "$1" "$1" "$2"; }

report_backups() {
  {
    gauge minitwit_backup_last_success_timestamp_seconds "$1" "When the last backup in the storage was completed."
    gauge minitwit_backup_last_full_timestamp_seconds "$2" "When the last full backup in the storage was completed."
    gauge minitwit_backup_size_bytes "$3" "What all backups together take in the storage, WAL not counted."
  } | report backups
}

# The storage holds all that was written until then, but for a gap since the last backup: then the figure stands still.
report_wal() {
  local until
  until=$(sql --command "SELECT coalesce((SELECT extract(epoch FROM min(modification))::bigint
    FROM pg_ls_archive_statusdir() WHERE name LIKE '%.ready'), extract(epoch FROM now())::bigint)") || return 1
  gauge minitwit_wal_archived_until_timestamp_seconds "$until" "Segments completed before this time are in the backup storage." | report wal
}

# What the storage says; the figures of the last look stand while it is away.
look() {
  BACKUP_INFO=$(within 60 pgbackrest --stanza=minitwit --output=json info) || return 1
  WAL_GAP_AT=$(stat --format=%Y "$PGDATA/minitwit.wal-gap" 2>/dev/null || echo 0)
  export BACKUP_INFO WAL_GAP_AT
  local state
  state=$(sql --file=/etc/minitwit/backups-due.sql) || return 1
  read -r last last_full size gap due <<<"$state"
  [ "$last" -eq 0 ] || report_backups "$last" "$last_full" "$size"
  [ "$gap" -eq 1 ] || report_wal
}

# 12 hours bound a backup, and a failed one is not tried again for a while.
make() {
  local kind=$1 started=$SECONDS
  say "Making a $kind backup."
  if within 43200 pgbackrest --stanza=minitwit --type="$kind" backup; then
    say "The $kind backup is made; it took $((SECONDS - started)) s."
    look
  else
    say "The $kind backup failed; trying again in $((retry_after / 60)) minutes." >&2
    not_before=$((SECONDS + retry_after))
  fi
}

round() {
  [ "$(sql --command 'SELECT pg_is_in_recovery()')" = f ] || return 0
  if [ -z "$ready" ]; then
    within 120 stanza.sh stanza-create || return 1
    ready=1
  fi
  look || return 1
  [ "$due" = none ] || [ "$SECONDS" -lt "$not_before" ] || make "$due"
}

if [ -e /var/lib/postgresql/trial ]; then
  PGBACKREST_REPO1_TYPE=''
  say "This is a trial of a restore: no backups are made, the storage is the real one's." >&2
elif [ -z "${PGBACKREST_REPO1_TYPE:-}" ]; then
  say "PGBACKREST_REPO1_TYPE is not set: no backups are made." >&2
fi
ready='' due=none not_before=0
while :; do
  if [ -n "${PGBACKREST_REPO1_TYPE:-}" ]; then
    round || say "The database or the backup storage does not answer; looking again in $pause s." >&2
  fi
  within $((pause + 30)) sleep "$pause" || true
done
