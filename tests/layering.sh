#!/bin/sh
# layering.sh ROOT: fails on any #include below ROOT that the table in docs/ARCHITECTURE.md does not allow.
set -eu
rules=$(cd "$(dirname "$0")" && pwd)/layering.awk
cd "$1"
folders=
for folder in include src lab bench fuzz tests; do
  if [ -d "$folder" ]; then folders="$folders $folder"; fi
done
# shellcheck disable=SC2046,SC2086  # lists of names without blanks
exec awk -f "$rules" docs/ARCHITECTURE.md $(find $folders -name '*.h' -o -name '*.cc' | LC_ALL=C sort)
