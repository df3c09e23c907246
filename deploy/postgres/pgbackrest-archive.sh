#!/usr/bin/env bash
# archive_command: hands one WAL segment to pgBackRest. (pgBackRest insists on its name in there.)
set -uo pipefail
# A first start's temporary server has no storage yet.
[ -e /run/minitwit/ready ] || exit 1
said=$(pgbackrest --stanza=minitwit archive-push "$1" 2>&1)
status=$?
[ -z "$said" ] || echo "$said" >&2
# Given up because too much WAL was waiting: from here on nothing can be restored until the next backup, which this asks for.
[[ $said != *"dropped WAL"* ]] || touch "$PGDATA/minitwit.wal-gap"
exit "$status"
