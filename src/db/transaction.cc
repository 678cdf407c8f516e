#include "db/transaction.h"

#include <utility>

namespace tributary::db {

Result<Transaction> Transaction::begin(Connection &connection) {
  TRIBUTARY_TRY(connection.execute("BEGIN IMMEDIATE"));
  return Transaction(connection);
}

Result<Transaction> Transaction::begin_reading(Connection &connection) {
  TRIBUTARY_TRY(connection.execute("BEGIN"));
  return Transaction(connection);
}

Transaction::Transaction(Transaction &&other) noexcept : connection_(std::exchange(other.connection_, nullptr)) {}

Transaction::~Transaction() {
  // A failed rollback leaves the transaction to be rolled back when the connection closes.
  if (connection_ != nullptr) static_cast<void>(connection_->execute("ROLLBACK").ok());
}

Result<void> Transaction::commit() {
  TRIBUTARY_TRY(connection_->execute("COMMIT"));
  connection_ = nullptr;
  return {};
}

}  // namespace tributary::db
