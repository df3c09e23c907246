#!/usr/bin/env bash
# Fills the empty data folder with a copy of the database at ADDRESS, set up to follow it: standby.sh ADDRESS
set -euo pipefail
# The certificate names the host "postgres", whatever its address.
primary="host=postgres hostaddr=$1 port=5432 user=minitwit_replication passfile=/run/minitwit/pgpass connect_timeout=5"
primary+=" sslmode=verify-full sslrootcert=/run/minitwit/ca.crt application_name=minitwit_move"
pg_basebackup --dbname="$primary" --pgdata="$PGDATA" --slot=minitwit_move --create-slot \
  --wal-method=stream --checkpoint=fast --write-recovery-conf --no-password
# The primary may once have been restored to a point in time; a standby would stop there too.
sed -i '/^recovery_target/d' "$PGDATA/postgresql.auto.conf"
