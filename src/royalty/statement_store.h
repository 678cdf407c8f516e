// The statements of one workspace: the lines of its settlements, in an SQLite file.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "db/connection.h"
#include "db/statement.h"
#include "db/transaction.h"
#include "tributary/result.h"
#include "tributary/royalty.h"
#include "tributary/statement.h"

namespace tributary::royalty {

class StatementStore;

// Takes the lines of one settlement; without keep() nothing of them stays. Outlived by its store.
class StatementRecording {
 public:
  StatementRecording(StatementRecording&&) noexcept;
  ~StatementRecording();

  // For Settlement::allocate. Valid as long as the recording, which does not move meanwhile.
  EntitlementSink sink();

  // Once, after the last line; then the statements are on disk. A settlement that is kept already, with the same lines,
  // changes nothing; kConflict where its id stands for other lines.
  Result<void> keep(const Allocation& allocation);

 private:
  friend class StatementStore;
  struct State;
  explicit StatementRecording(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// Move only; one thread at a time. Processes may share the file: they write one after the other.
class StatementStore {
 public:
  static Result<StatementStore> open(const std::filesystem::path& path, db::Connection::Mode mode);

  // Holds the file's write lock until it is kept or gone.
  Result<StatementRecording> record();

  // By settlement, payee, party and currency; of all settlements where none is named.
  Result<std::vector<StatementSummary>> statements(std::string_view settlement_id);

  // kNotFound where there is none.
  Result<RoyaltyStatement> read(const StatementKey& key);

 private:
  explicit StatementStore(db::Connection connection)
      : connection_(std::make_unique<db::Connection>(std::move(connection))) {}

  std::unique_ptr<db::Connection> connection_;
};

}  // namespace tributary::royalty
