#!/usr/bin/env bash
# The health check: the start is through, roles included, and the server accepts connections. As the superuser over the socket:
# an attempt as anybody else would be logged as refused.
[ -e /run/minitwit/ready ] && exec setpriv --reuid=postgres --regid=postgres --init-groups \
  pg_isready --quiet --host=/var/run/postgresql --username=postgres --dbname=postgres --timeout=3
