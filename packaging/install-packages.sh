#!/bin/sh
# Installs what is missing of the sections of packaging/apt-packages.txt named as arguments.
# Asks for root only when something is missing, and changes nothing else.
set -eu

list=$(dirname "$0")/apt-packages.txt
attempts=3

fail() {
  printf 'install-packages: %s\n' "$1" >&2
  exit 1
}

[ $# -gt 0 ] || fail "usage: $0 SECTION... (the sections are in $list)"
for section in "$@"; do
  grep -qxF "[$section]" "$list" || fail "$list has no section [$section]"
done

if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
  # shellcheck source=/dev/null
  system=$(. /etc/os-release 2>/dev/null && printf '%s' "${PRETTY_NAME:-}") || system=
  fail "${system:-this system} has no apt-get: install the equivalents of $list
by other means, then run make with INSTALL=true to leave out this step, such as: make build INSTALL=true"
fi

# The lines of the named sections, without comments, blanks and repetitions: "a" or "a|b".
wanted() {
  awk -v sections=" $* " '
    { sub(/#.*/, ""); gsub(/[ \t]/, "") }
    /^\[.*\]$/ { inside = index(sections, " " substr($0, 2, length($0) - 2) " ") > 0; next }
    inside && $0 != "" && !seen[$0]++' "$list"
}

installed() {
  [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# Whether an installed package of another name provides it, as some builds of nodejs do npm.
provided() {
  dpkg-query -W -f '${db:Status-Status},${Provides}\n' | awk -F ', *' -v name="$1" '
    $1 == "installed" { for (i = 2; i <= NF; i++) { sub(/ .*/, "", $i); if ($i == name) found = 1 } }
    END { exit !found }'
}

any_installed() {
  for name in $(printf '%s' "$1" | tr '|' ' '); do
    if installed "$name" || provided "$name"; then return 0; fi
  done
  return 1
}

missing=
for line in $(wanted "$@"); do
  any_installed "$line" || missing="$missing $line"
done
if [ -z "$missing" ]; then
  echo "install-packages: everything for [$*] is already installed"
  exit 0
fi

as_root=
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || fail "needs root to install:$missing
run as root: $0 $*"
  as_root=sudo
fi

# Runs a command up to $attempts times: mirrors have bad moments.
retry() {
  attempt=1
  until "$@" </dev/null; do
    [ "$attempt" -lt "$attempts" ] || return 1
    echo "install-packages: attempt $attempt of $attempts failed: $*" >&2
    sleep $((attempt * 5))
    attempt=$((attempt + 1))
  done
}

offered() {
  apt-cache policy "$1" 2>/dev/null | grep 'Candidate:' | grep -qv '(none)'
}

echo "install-packages: asking the package mirrors what they offer"
retry $as_root apt-get update -q -o Acquire::Retries=3 || fail "apt-get update failed; is the network up?"

chosen=
for line in $missing; do
  choice=
  for name in $(printf '%s' "$line" | tr '|' ' '); do
    if [ -z "$choice" ] && offered "$name"; then choice=$name; fi
  done
  [ -n "$choice" ] || fail "no package source of this system offers $line (Debian 12 does)"
  chosen="$chosen $choice"
done

echo "install-packages: installing$chosen"
# shellcheck disable=SC2086  # $chosen is a list of package names
retry $as_root env DEBIAN_FRONTEND=noninteractive \
  apt-get install -q -y --no-install-recommends -o Acquire::Retries=3 $chosen ||
  fail "apt-get install failed; its messages are above"
