#!/bin/sh
# Plants one violation of each kind in a small tree and checks that layering.sh names exactly that line.
set -eu
check=$(cd "$(dirname "$0")" && pwd)/layering.sh
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
failures=0

mkdir -p "$tree/docs" "$tree/include/tributary" "$tree/src/base" "$tree/src/db" "$tree/src/dsp" "$tree/lab"
cat >"$tree/docs/ARCHITECTURE.md" <<'TABLE'
| module | responsibility | may include | libraries |
|---|---|---|---|
| `base` | files | | OpenSSL |
| `db` | statements | base | SQLite |
| `dsp` | spectra | base | |
| `lab/` | experiments | any module | CLI11 |
TABLE
printf '#include <string>\n#include "tributary/b.h"\n' >"$tree/include/tributary/a.h"
printf '#include <fmt/core.h>\n#include "base/file.h"\n' >"$tree/src/db/statement.h"
printf '#include "db/statement.h"\n#include <sqlite3.h>\n#include <sys/mman.h>\n' >"$tree/src/db/statement.cc"
printf '#include <gtest/gtest.h>\n#include "tests/music.h"\n' >"$tree/src/db/statement_test.cc"
printf '#include <CLI/CLI.hpp>\n#include "db/statement.h"\n#include "dsp/peak.h"\n' >"$tree/lab/run.cc"

if ! sh "$check" "$tree"; then
  echo "FAIL: the tree without a violation was refused"
  failures=1
fi

# finds FILE TEXT MESSAGE: a FILE with this TEXT alone makes the check fail with exactly this MESSAGE.
finds() {
  cp -r "$tree" "$tree.planted"
  mkdir -p "$(dirname "$tree.planted/$1")"
  printf '%b' "$2" >"$tree.planted/$1"
  if output=$(sh "$check" "$tree.planted"); then
    echo "FAIL: not found: $3"
    failures=1
  elif [ "$output" != "$3" ]; then
    printf 'FAIL: expected: %s\n      got:      %s\n' "$3" "$output"
    failures=1
  fi
  rm -rf "$tree.planted"
}

finds src/db/a.cc '#include <string>\n\n#include "dsp/peak.h"\n' \
  'src/db/a.cc:3: module db may not include dsp/peak.h'
finds src/base/a.cc '#  include "db/statement.h"\n' \
  'src/base/a.cc:1: module base may not include db/statement.h'
finds src/db/a.h '#include <sqlite3.h>\n' \
  'src/db/a.h:1: module db may not include sqlite3.h in a header, only in a .cc file'
finds src/dsp/a.cc '#include <SQLiteCpp/Statement.h>\n' \
  'src/dsp/a.cc:1: module dsp may not include SQLiteCpp/Statement.h (SQLite)'
finds src/dsp/a.cc '#include <curl/curl.h>\n' \
  'src/dsp/a.cc:1: module dsp may not include curl/curl.h: no library in tests/layering.awk has it'
finds src/dsp/a.cc '#include <gtest/gtest.h>\n' \
  'src/dsp/a.cc:1: module dsp may not include gtest/gtest.h (GoogleTest)'
finds src/dsp/a.cc '#include "tests/music.h"\n' \
  'src/dsp/a.cc:1: module dsp may not include tests/music.h'
finds src/dsp/a.cc '#include "peak.h"\n' \
  'src/dsp/a.cc:1: module dsp may not include peak.h: name it from the root of src/'
finds include/tributary/b.h '#include "base/file.h"\n' \
  'include/tributary/b.h:1: public headers may not include base/file.h'
finds include/tributary/b.h '#include <fmt/core.h>\n' \
  'include/tributary/b.h:1: public headers may not include fmt/core.h'
finds lab/a.cc '#include <sqlite3.h>\n' \
  'lab/a.cc:1: module lab may not include sqlite3.h (SQLite)'
finds src/video/a.cc '#include <string>\n' \
  'src/video/a.cc:1: module video has no row in docs/ARCHITECTURE.md'
# shellcheck disable=SC2016  # the backticks are Markdown
finds docs/ARCHITECTURE.md \
  '| `base` | f | db | |\n| `db` | s | base | SQLite |\n| `dsp` | s | base | |\n| `lab/` | e | any module | CLI11 |\n' \
  'docs/ARCHITECTURE.md:1: module base may not depend on db, which has no row above it'

exit $failures
