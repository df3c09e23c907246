#!/usr/bin/env bash
# Takes the README's pictures anew: of the demo world, in Chromium, by the test that looks at it.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/prerequisites.sh

fc-list | grep -qi emoji || need_packages "The demo's people write emoji" fontconfig fonts-noto-color-emoji
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
MINITWIT_SCREENSHOTS=$folder ./test.sh --filter-class MiniTwit.Tests.Browser.DemoWorldTests
mkdir -p docs/pictures
for picture in public-Light-1280 home-Dark-375; do
  mv "$folder/demo-$picture.png" docs/pictures/
done
