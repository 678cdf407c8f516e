// A prepared SQL statement: parameters in, rows out.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "tributary/result.h"

struct sqlite3_stmt;

namespace tributary::db {

class Connection;

// Move only; outlived by its Connection, one thread at a time. Columns count from 0, parameters from 1.
class Statement {
 public:
  Statement(Statement &&) noexcept;
  Statement &operator=(Statement &&) noexcept;
  ~Statement();

  // Binds the parameters from the first on, in order. Texts and blobs are copied.
  template <typename... Values>
  Statement &bind(const Values &...values) {
    int index = 0;
    (bind_one(++index, values), ...);
    return *this;
  }

  // Steps to the next row; false after the last one.
  Result<bool> next();

  // Runs a statement that gives no row, and makes it ready for the next use.
  Result<void> run();

  // Makes it ready for the next use after a partly read result.
  void reset();

  // Of the current row; a NULL reads as an empty text or 0. A text holds the bytes of a blob too.
  std::string text(int column) const;
  std::string_view text_view(int column) const;  // the same, until the next row
  std::int64_t int64(int column) const;
  double real(int column) const;

 private:
  friend class Connection;
  struct Finalize {
    void operator()(sqlite3_stmt *handle) const;
  };
  Statement(std::unique_ptr<sqlite3_stmt, Finalize> handle, std::filesystem::path path);

  void bind_one(int index, std::string_view value);
  void bind_one(int index, std::span<const std::uint8_t> value);
  void bind_one(int index, std::int64_t value);
  void bind_one(int index, int value) { bind_one(index, std::int64_t{value}); }
  void bind_one(int index, double value);
  Error error(int sqlite_code) const;

  std::unique_ptr<sqlite3_stmt, Finalize> handle_;
  std::filesystem::path path_;
};

}  // namespace tributary::db
