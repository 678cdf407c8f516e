// A write transaction: all of its changes or none.
#pragma once

#include "db/connection.h"
#include "tributary/result.h"

namespace tributary::db {

// Takes the write lock at once, so that no later statement finds the database busy. Rolls back where
// it is destroyed without a commit. Outlived by its Connection, which must not move meanwhile.
class Transaction {
 public:
  static Result<Transaction> begin(Connection& connection);
  Transaction(Transaction&& other) noexcept;
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction();

  // On success the changes are on disk.
  Result<void> commit();

 private:
  explicit Transaction(Connection& connection) : connection_(&connection) {}
  Connection* connection_;
};

}  // namespace tributary::db
