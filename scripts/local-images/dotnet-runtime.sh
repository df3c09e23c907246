#!/usr/bin/env bash
# Writes to standard output, as a tar archive, a root with this machine's ASP.NET Core runtime and nothing else: the libraries that
# it loads, certificates, time zones and a user app, as in Microsoft's chiseled image. Without a shell.
set -euo pipefail

dotnet=$(dirname "$(readlink -f "$(command -v dotnet)")")
version=$(dotnet --list-runtimes | sed -n 's/^Microsoft.AspNetCore.App \(10\.[^ ]*\) .*/\1/p' | sort -V | tail -n 1)
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT

mkdir -p "$root"/{etc/ssl/certs,tmp,usr/bin,usr/share/dotnet/shared}
chmod 1777 "$root/tmp"
cp -r --parents "$dotnet/dotnet" "$dotnet/host" "$dotnet"/shared/Microsoft.{NETCore,AspNetCore}.App/"$version" "$root"
[ "$dotnet" = /usr/share/dotnet ] || mv "$root$dotnet"/* "$root/usr/share/dotnet"
ln -s ../share/dotnet/dotnet "$root/usr/bin/dotnet"
cp /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs"
cp -r --parents /usr/share/zoneinfo "$root"
printf 'root:x:0:0::/root:/\napp:x:1654:1654::/home/app:/\n' >"$root/etc/passwd"
printf 'root:x:0:\napp:x:1654:\n' >"$root/etc/group"

# OpenSSL is opened by name, at run time.
openssl=(/usr/lib/*-linux-gnu/libssl.so.3)
{ find "$root/usr/share/dotnet" -name '*.so' -exec ldd {} + 2>/dev/null; ldd "$dotnet/dotnet" "${openssl[0]}"; echo "${openssl[0]}"; } \
  | grep -o '/[^ ):]*\.so[^ ):]*' | grep --invert-match "$root" | sort -u | while read -r library; do
    mkdir -p "$root$(dirname "$library")"
    cp --dereference "$library" "$root$library"
  done
tar --create --directory "$root" --owner=0 --group=0 .
