#!/bin/sh
# Starts a program that knows its settings from its environment alone: puts the service's secrets there, each of which the swarm has
# mounted as a file named after its setting.
#   with-secrets.sh PROGRAM ARGUMENT...
set -eu
for file in /run/minitwit/*; do
  value=$(cat "$file")
  export "${file##*/}=$value"
done
exec "$@"
