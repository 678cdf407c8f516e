// A connection to one SQLite database file.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "tributary/result.h"

struct sqlite3;

namespace tributary::db {

class Statement;

// Move only; one thread at a time. Synchronises fully, so that a committed transaction survives a killed
// process and a lost power supply; enforces foreign keys; waits up to 10 s for another process's
// transaction. The file is hostile: SQL stored in it may not call functions with side effects, and
// damaged pages become kCorrupt.
class Connection {
 public:
  enum class Mode {
    kCreate,    // creates the file where there is none; its folder must exist
    kExisting,  // kNotFound where there is none
  };

  // kCorrupt where the file is no SQLite database or its first page is damaged.
  static Result<Connection> open(const std::filesystem::path &path, Mode mode);

  Connection(Connection &&) noexcept;
  Connection &operator=(Connection &&) noexcept;
  ~Connection();

  // One statement; its text is a constant of the program, never data.
  Result<Statement> prepare(const char *sql);

  // Any number of statements that give no rows.
  Result<void> execute(const char *sql);

  Result<std::int64_t> query_int64(const char *sql);

  // Moves what is committed from the write-ahead log into the database file, as far as readers allow, so that the next
  // transaction writes over the log instead of behind it.
  Result<void> checkpoint();

  // Rows the latest statement changed.
  std::int64_t changed_rows() const;

  // What `PRAGMA integrity_check` and `foreign_key_check` object to, one line each; empty when sound.
  Result<std::string> integrity_problems();

  const std::filesystem::path &path() const { return path_; }

  // The library's latest complaint as an Error that names the file.
  Error error(int sqlite_code) const;

 private:
  struct Close {
    void operator()(sqlite3 *handle) const;
  };
  Connection(std::unique_ptr<sqlite3, Close> handle, std::filesystem::path path);

  std::unique_ptr<sqlite3, Close> handle_;
  std::filesystem::path path_;
};

}  // namespace tributary::db
