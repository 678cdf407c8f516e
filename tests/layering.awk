# Reads docs/ARCHITECTURE.md (the first file), then C++ files, and reports every #include that the
# table of modules does not allow as "file:line: module x may not include y". Paths are relative to the
# root of the repository.

function report(message) {
  print FILENAME ":" FNR ": " message
  violations++
}

function trim(text) {
  gsub(/^[ \t`\/]+|[ \t`\/]+$/, "", text)
  return text
}

# The headers of each library the table may name.
BEGIN {
  headers["OpenSSL"] = "^openssl/"
  headers["xxHash"] = "^xxh(ash|3)\\.h$"
  headers["SQLite"] = "^(sqlite3\\.h$|SQLiteCpp/)"
  headers["FFmpeg"] = "^(libav[a-z]+|libsw[a-z]+)/"
  headers["libebur128"] = "^ebur128\\.h$"
  headers["TagLib"] = "^taglib/"
  headers["FFTW"] = "^fftw3\\.h$"
  headers["oneDNN"] = "^dnnl\\.hpp$"
  headers["libtorch"] = "^(ATen|c10|torch)/"
  headers["MPI"] = "^mpi\\.h$"
  headers["libxml2"] = "^libxml/"
  headers["libcsv"] = "^csv\\.h$"
  headers["nlohmann-json"] = "^nlohmann/"
  headers["Cairo"] = "^cairo/"
  headers["Pango"] = "^pango/"
  headers["zlib"] = "^zlib\\.h$"
  headers["CLI11"] = "^CLI/"
  headers["Rubber Band"] = "^rubberband/"
  headers["toml++"] = "^toml\\+\\+/"
  headers["GoogleTest"] = "^(gtest|gmock)/"
  headers["FluidSynth"] = "^fluidsynth\\.h$"
  headers["PortSMF"] = "^portSMF/"
  headers["Google Benchmark"] = "^benchmark/"
  system_header = "^([a-z_0-9]+|(sys|netinet|arpa|linux)/[a-z_0-9]+\\.h|" \
                  "(cxxabi|dirent|fcntl|immintrin|malloc|poll|pthread|pwd|sched|signal|spawn|termios|time|unistd|wchar)\\.h)$"
}

# A row of the table: | `module` | responsibility | may include | libraries |
FNR == NR && /^\| `[a-z]+\/?` \|/ {
  split($0, cell, "|")
  module = trim(cell[2])
  if (module in known) report("module " module " has two rows")
  count = split(cell[4], names, ",")
  for (i = 1; i <= count; i++) {
    name = trim(names[i])
    if (name == "") continue
    if (name == "any module") { for (other in known) allowed[module, other] = 1; continue }
    if (!(name in known)) report("module " module " may not depend on " name ", which has no row above it")
    allowed[module, name] = 1
  }
  count = split(cell[5], names, ",")
  for (i = 1; i <= count; i++) {
    name = trim(names[i])
    if (name == "") continue
    if (!(name in headers)) report("library " name " is unknown to tests/layering.awk")
    if (cell[2] !~ /\// && name in owner) report("library " name " lives in " owner[name] " and " module)
    if (cell[2] !~ /\//) owner[name] = module
    uses[module, name] = 1
  }
  known[module] = 1
  next
}
FNR == NR { next }

# Which module a file belongs to: src/<module>/... or the folder at the root.
FNR == 1 {
  depth = split(FILENAME, part, "/")
  module = part[1] == "src" ? part[2] : part[1]
  is_header = FILENAME ~ /\.h$/
  is_public = part[1] == "include"
  is_test = FILENAME ~ /_test\.cc$/ || part[1] == "tests"
  if (!is_public && !(module in known)) report("module " module " has no row in docs/ARCHITECTURE.md")
}

function library_of(header, name) {
  for (name in headers) if (header ~ headers[name]) return name
  return ""
}

function check_project_include(header, target) {
  target = header
  sub(/\/.*/, "", target)
  if (target == "tributary") return
  if (is_public) report("public headers may not include " header)
  else if (header !~ /\//) report("module " module " may not include " header ": name it from the root of src/")
  else if (target == module || ((module, target) in allowed)) return
  else if (is_test && target == "tests") return
  else report("module " module " may not include " header)
}

function check_system_include(header, library) {
  library = library_of(header)
  if (library == "" && header ~ system_header) return
  if (is_public) report("public headers may not include " header)
  else if (header ~ /^fmt\//) return
  else if (library == "") report("module " module " may not include " header ": no library in tests/layering.awk has it")
  else if (library == "GoogleTest" && is_test) return
  else if (!((module, library) in uses)) report("module " module " may not include " header " (" library ")")
  else if (is_header && FILENAME ~ /^src\//) report("module " module " may not include " header " in a header, only in a .cc file")
}

/^[ \t]*#[ \t]*include[ \t]*["<]/ {
  header = $0
  sub(/^[^"<]*/, "", header)
  quoted = substr(header, 1, 1) == "\""
  header = substr(header, 2)
  sub(/[">].*/, "", header)
  if (quoted) check_project_include(header)
  else check_system_include(header)
}

END {
  if (!("base" in known)) { print "docs/ARCHITECTURE.md: has no table of modules"; exit 1 }
  exit violations > 0
}
