#include "db/migration.h"

#include <string>

#include <fmt/core.h>

#include "db/transaction.h"

namespace tributary::db {
namespace {

Result<void> refuse_foreign(Connection &connection, const Schema &schema) {
  TRIBUTARY_ASSIGN(const auto id, connection.query_int64("PRAGMA application_id"));
  TRIBUTARY_ASSIGN(const auto tables, connection.query_int64("SELECT count(*) FROM sqlite_schema"));
  if (id == schema.application_id || (id == 0 && tables == 0)) return {};
  return Error{ErrorCode::kUnsupported,
               fmt::format("{}: is a database of another program, not a {}", connection.path().string(), schema.name)};
}

}  // namespace

Result<void> migrate(Connection &connection, const Schema &schema) {
  TRIBUTARY_TRY(refuse_foreign(connection, schema));
  TRIBUTARY_TRY(connection.execute("PRAGMA journal_mode = WAL"));
  const auto known = static_cast<std::int64_t>(schema.steps.size());
  TRIBUTARY_ASSIGN(auto version, connection.query_int64("PRAGMA user_version"));
  if (version == known) return {};

  TRIBUTARY_ASSIGN(Transaction transaction, Transaction::begin(connection));
  // Another process may have migrated the file while this one waited for the lock.
  TRIBUTARY_ASSIGN(version, connection.query_int64("PRAGMA user_version"));
  if (version > known)
    return Error{ErrorCode::kUnsupported,
                 fmt::format("{}: was written by a newer Tributary ({} version {}, this build knows {})",
                             connection.path().string(), schema.name, version, known)};
  if (version < 0)
    return Error{ErrorCode::kCorrupt,
                 fmt::format("{}: has the impossible schema version {}", connection.path().string(), version)};
  for (; version < known; ++version) TRIBUTARY_TRY(connection.execute(schema.steps[static_cast<std::size_t>(version)]));
  TRIBUTARY_TRY(connection.execute(fmt::format("PRAGMA user_version = {}", known).c_str()));
  TRIBUTARY_TRY(connection.execute(fmt::format("PRAGMA application_id = {}", schema.application_id).c_str()));
  return transaction.commit();
}

}  // namespace tributary::db
