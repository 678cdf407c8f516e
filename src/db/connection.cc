#include "db/connection.h"

#include <utility>

#include <sqlite3.h>

#include "base/check.h"
#include "db/sqlite_error.h"
#include "db/statement.h"

namespace tributary::db {
namespace {

constexpr int kBusyTimeoutMs = 10'000;

constexpr const char *kSettings =
    "PRAGMA trusted_schema = OFF;"
    "PRAGMA cell_size_check = ON;"
    "PRAGMA foreign_keys = ON;"
    "PRAGMA synchronous = FULL;";

Result<std::string> first_rows(Statement statement, int column, const char *sound) {
  std::string lines;
  while (true) {
    TRIBUTARY_ASSIGN(const bool row, statement.next());
    if (!row) return lines;
    const std::string line = statement.text(column);
    if (line != sound) lines += (lines.empty() ? "" : "\n") + line;
  }
}

}  // namespace

void Connection::Close::operator()(sqlite3 *handle) const { sqlite3_close_v2(handle); }

Connection::Connection(std::unique_ptr<sqlite3, Close> handle, std::filesystem::path path)
    : handle_(std::move(handle)), path_(std::move(path)) {}
Connection::Connection(Connection &&) noexcept = default;
Connection &Connection::operator=(Connection &&) noexcept = default;
Connection::~Connection() = default;

Result<Connection> Connection::open(const std::filesystem::path &path, Mode mode) {
  std::error_code failure;
  if (mode == Mode::kExisting && !std::filesystem::exists(path, failure))
    return Error{ErrorCode::kNotFound, path.string() + ": there is no such database"};
  sqlite3 *raw = nullptr;
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (mode == Mode::kCreate ? SQLITE_OPEN_CREATE : 0);
  const int code = sqlite3_open_v2(path.c_str(), &raw, flags, nullptr);
  Connection connection(std::unique_ptr<sqlite3, Close>(raw), path);
  TRIBUTARY_CHECK(raw != nullptr);
  if (code != SQLITE_OK) return connection.error(code);
  sqlite3_extended_result_codes(raw, 1);
  sqlite3_busy_timeout(raw, kBusyTimeoutMs);
  sqlite3_db_config(raw, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  TRIBUTARY_TRY(connection.execute(kSettings));
  return connection;
}

Result<Statement> Connection::prepare(const char *sql) {
  sqlite3_stmt *raw = nullptr;
  const int code = sqlite3_prepare_v2(handle_.get(), sql, -1, &raw, nullptr);
  if (code != SQLITE_OK) return error(code);
  TRIBUTARY_CHECK(raw != nullptr);
  return Statement(std::unique_ptr<sqlite3_stmt, Statement::Finalize>(raw), path_);
}

Result<void> Connection::execute(const char *sql) {
  const int code = sqlite3_exec(handle_.get(), sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return error(code);
  return {};
}

Result<std::int64_t> Connection::query_int64(const char *sql) {
  TRIBUTARY_ASSIGN(Statement statement, prepare(sql));
  TRIBUTARY_ASSIGN(const bool row, statement.next());
  TRIBUTARY_CHECK(row);
  return statement.int64(0);
}

Result<void> Connection::checkpoint() {
  const int code = sqlite3_wal_checkpoint_v2(handle_.get(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
  if (code != SQLITE_OK && code != SQLITE_BUSY) return error(code);
  return {};
}

std::int64_t Connection::changed_rows() const { return sqlite3_changes64(handle_.get()); }

Result<std::string> Connection::integrity_problems() {
  TRIBUTARY_ASSIGN(Statement pages, prepare("PRAGMA integrity_check"));
  TRIBUTARY_ASSIGN(std::string lines, first_rows(std::move(pages), 0, "ok"));
  TRIBUTARY_ASSIGN(Statement keys, prepare("SELECT 'row of ' || \"table\" || ' refers to a missing row of ' || parent "
                                           "FROM pragma_foreign_key_check"));
  TRIBUTARY_ASSIGN(const std::string dangling, first_rows(std::move(keys), 0, ""));
  if (!lines.empty() && !dangling.empty()) lines += "\n";
  return lines + dangling;
}

Error Connection::error(int sqlite_code) const {
  return sqlite_error(sqlite_code, path_, sqlite3_errmsg(handle_.get()));
}

}  // namespace tributary::db
