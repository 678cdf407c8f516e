// A transaction: all of its changes or none, and one moment for all it reads.
#pragma once

#include "db/connection.h"
#include "tributary/result.h"

namespace tributary::db {

// Rolls back where it is destroyed without a commit. Outlived by its Connection, which must not move meanwhile.
class Transaction {
 public:
  // Takes the write lock at once, so that no later statement finds the database busy.
  static Result<Transaction> begin(Connection &connection);

  // Everything read until its end belongs to the moment of the first read, whatever others write.
  static Result<Transaction> begin_reading(Connection &connection);

  Transaction(Transaction &&other) noexcept;
  Transaction &operator=(Transaction &&) = delete;
  ~Transaction();

  // On success the changes are on disk.
  Result<void> commit();

 private:
  explicit Transaction(Connection &connection) : connection_(&connection) {}
  Connection *connection_;
};

}  // namespace tributary::db
