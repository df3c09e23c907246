# shellcheck shell=bash
# Sourced by the scripts of deploy/ that deal with the database: a database droplet's files, and its database.

# prepare DROPLET: reaches it and brings it its files, its settings and its secrets.
prepare() {
  connect "$1"
  stage "$1"
  ship "$1"
}

# sql DROPLET STATEMENT [DATABASE]: as the superuser on its running server.
sql() { on "$1" docker compose exec -T --user postgres postgres psql -XqAt -F ' ' -d "${3:-postgres}" -c "$2"; }

# older_cluster: "VERSION FOLDER" where the database is still one of another major version than these files, whose image is there.
older_cluster() { on db timeout 120 docker compose --progress quiet run --rm -T --no-deps --entrypoint older-cluster.sh postgres; }
