#include "db/sqlite_error.h"

#include <fmt/core.h>
#include <sqlite3.h>

namespace tributary::db {

Error sqlite_error(int code, const std::filesystem::path &path, const std::string &detail) {
  const std::string file = path.string();
  switch (code & 0xff) {
    case SQLITE_NOTADB:
      return {ErrorCode::kCorrupt, file + ": is not an SQLite database"};
    case SQLITE_CORRUPT:
      return {ErrorCode::kCorrupt, fmt::format("{}: the database is damaged: {}", file, detail)};
    case SQLITE_CANTOPEN:
      return {ErrorCode::kIo, fmt::format("{}: cannot open the database: {}", file, detail)};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {ErrorCode::kConflict, file + ": another process holds the database"};
    case SQLITE_CONSTRAINT:
      return {ErrorCode::kConflict, fmt::format("{}: contradicts what is stored: {}", file, detail)};
    case SQLITE_FULL:
      return {ErrorCode::kIo, file + ": the disk is full"};
    case SQLITE_READONLY:
      return {ErrorCode::kIo, file + ": cannot write: the database is read-only"};
    case SQLITE_IOERR:
    case SQLITE_PERM:
      return {ErrorCode::kIo, fmt::format("{}: {}", file, detail)};
    default:
      return {ErrorCode::kInternal, fmt::format("{}: {} (SQLite {})", file, detail, code)};
  }
}

}  // namespace tributary::db
