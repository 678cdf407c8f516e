#include "db/statement.h"

#include <utility>

#include <sqlite3.h>

#include "base/check.h"
#include "db/sqlite_error.h"

namespace tributary::db {

void Statement::Finalize::operator()(sqlite3_stmt *handle) const { sqlite3_finalize(handle); }

Statement::Statement(std::unique_ptr<sqlite3_stmt, Finalize> handle, std::filesystem::path path)
    : handle_(std::move(handle)), path_(std::move(path)) {}
Statement::Statement(Statement &&) noexcept = default;
Statement &Statement::operator=(Statement &&) noexcept = default;
Statement::~Statement() = default;

Result<bool> Statement::next() {
  const int code = sqlite3_step(handle_.get());
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  const Error failure = error(code);
  reset();
  return failure;
}

Result<void> Statement::run() {
  TRIBUTARY_ASSIGN(const bool row, next());
  TRIBUTARY_CHECK(!row);
  reset();
  return {};
}

void Statement::reset() { sqlite3_reset(handle_.get()); }

std::string Statement::text(int column) const { return std::string(text_view(column)); }

std::string_view Statement::text_view(int column) const {
  const auto *bytes = static_cast<const char *>(sqlite3_column_blob(handle_.get(), column));
  const auto length = static_cast<std::size_t>(sqlite3_column_bytes(handle_.get(), column));
  return bytes == nullptr ? std::string_view() : std::string_view(bytes, length);
}

std::int64_t Statement::int64(int column) const { return sqlite3_column_int64(handle_.get(), column); }

double Statement::real(int column) const { return sqlite3_column_double(handle_.get(), column); }

void Statement::bind_one(int index, std::string_view value) {
  // A view of nothing is an empty text all the same; SQLite would take a null pointer for NULL.
  const char *const bytes = value.data() == nullptr ? "" : value.data();
  TRIBUTARY_CHECK(sqlite3_bind_text64(handle_.get(), index, bytes, value.size(), SQLITE_TRANSIENT, SQLITE_UTF8) ==
                  SQLITE_OK);
}

void Statement::bind_one(int index, std::span<const std::uint8_t> value) {
  TRIBUTARY_CHECK(sqlite3_bind_blob64(handle_.get(), index, value.data(), value.size(), SQLITE_TRANSIENT) == SQLITE_OK);
}

void Statement::bind_one(int index, std::int64_t value) {
  TRIBUTARY_CHECK(sqlite3_bind_int64(handle_.get(), index, value) == SQLITE_OK);
}

void Statement::bind_one(int index, double value) {
  TRIBUTARY_CHECK(sqlite3_bind_double(handle_.get(), index, value) == SQLITE_OK);
}

Error Statement::error(int sqlite_code) const {
  return sqlite_error(sqlite_code, path_, sqlite3_errmsg(sqlite3_db_handle(handle_.get())));
}

}  // namespace tributary::db
