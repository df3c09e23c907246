#!/usr/bin/env bash
# The database's certificate, from a private CA: certificates.sh [folder]
# Run again at any time: what is there and good for 30 days stays; a certificate near its end, or not from this CA, is made anew.
# The folder (deploy/secrets by default, git-ignored) then holds ca.crt, which goes to every droplet, server.crt and server.key,
# which go to the database droplets, and ca.key, which may lie elsewhere: it is needed only where a certificate is to be made. For
# another CA, remove ca.crt: all droplets get the new files.
set -euo pipefail
umask 077

folder=${1:-$(dirname "$0")/secrets}
names=DNS:postgres,DNS:postgres-next
month=$((30 * 86400))
mkdir -p "$folder"
cd "$folder"

good_for_a_month() { [ -s "$1" ] && openssl x509 -in "$1" -noout -checkend "$month" >/dev/null; }
key() { openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1" 2>/dev/null; }

if ! good_for_a_month ca.crt; then
  key ca.key.new
  openssl req -x509 -new -key ca.key.new -out ca.crt.new -days 3650 -subj "/CN=MiniTwit database CA" \
    -addext basicConstraints=critical,CA:TRUE,pathlen:0 -addext keyUsage=critical,keyCertSign,cRLSign
  mv ca.key.new ca.key
  mv ca.crt.new ca.crt
  echo "A new CA: $folder/ca.crt"
fi

has_names() { [ "$(openssl x509 -in server.crt -noout -ext subjectAltName | tail -n 1 | tr -d ' ')" = "$names" ]; }
fits_key() { [ "$(openssl x509 -in server.crt -noout -pubkey)" = "$(openssl pkey -in server.key -pubout 2>/dev/null)" ]; }
if ! good_for_a_month server.crt || ! openssl verify -CAfile ca.crt server.crt >/dev/null 2>&1 || ! has_names || ! fits_key; then
  [ -s ca.key ] || { echo "A certificate has to be made, and the CA's key is not there: $folder/ca.key" >&2; exit 1; }
  key server.key.new
  openssl req -new -key server.key.new -subj /CN=postgres \
    | openssl x509 -req -CA ca.crt -CAkey ca.key -days 397 -out server.crt.new -extfile <(
      echo "subjectAltName=$names"
      echo "basicConstraints=critical,CA:FALSE"
      echo "keyUsage=critical,digitalSignature"
      echo "extendedKeyUsage=serverAuth"
    ) 2>/dev/null
  mv server.key.new server.key
  mv server.crt.new server.crt
  echo "A new certificate: $folder/server.crt, good until $(openssl x509 -in server.crt -noout -enddate | cut -d= -f2)"
fi
# Public files; deploying copies them as they are.
chmod 644 ca.crt server.crt
