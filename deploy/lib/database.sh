# shellcheck shell=bash
# Sourced by restore.sh and move-db.sh: a database droplet's files, and its database.

# prepare DROPLET: reaches it and brings it its files, its settings and its secrets.
prepare() {
  connect "$1"
  stage "$1"
  ship "$1"
}

# sql DROPLET STATEMENT [DATABASE]: as the superuser on its running server.
sql() { on "$1" docker compose exec -T --user postgres postgres psql -XqAt -F ' ' -d "${3:-postgres}" -c "$2"; }
