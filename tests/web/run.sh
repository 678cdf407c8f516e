#!/bin/sh
# run.sh PROGRAMS BUILD: makes reports with the programs of the first folder and drives a browser through them, all in
# the second. Exits with 77, which ctest shows as skipped, where the npm registry cannot be reached.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
programs=$(cd "$1" && pwd)
mkdir -p "$2"
build=$(cd "$2" && pwd)

for tool in node npm chromium; do
  command -v "$tool" >/dev/null || { echo "$tool is missing: it is in the section [test] of packaging/apt-packages.txt"; exit 1; }
done

# Installs what package-lock.json names, unless that is there already.
install_packages() {
  if [ -f "$build/node_modules/.package-lock.json" ] && cmp -s "$here/package-lock.json" "$build/package-lock.json"; then return 0; fi
  cp "$here/package.json" "$here/package-lock.json" "$build/"
  if (cd "$build" && npm ci --ignore-scripts --no-audit --no-fund >npm.log 2>&1); then return 0; fi
  cat "$build/npm.log"
  rm -rf "$build/node_modules" "$build/package-lock.json"
  if grep -qE 'ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|EHOSTUNREACH|ETIMEDOUT|ERR_SOCKET_TIMEOUT|CERT_|_CERT|UNABLE_TO_|network' "$build/npm.log"; then
    echo "SKIPPED: the npm registry cannot be reached, and without playwright-core there is nothing to drive the browser with"
    exit 77
  fi
  exit 1
}

install_packages
sh "$here/make_reports.sh" "$programs" "$build/pages"
cp "$here/report.test.mjs" "$here/page_checks.mjs" "$build/"
cd "$build"
TRIBUTARY_PAGES="$build/pages/reports" exec node --test report.test.mjs
