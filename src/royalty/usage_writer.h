// Writes the lines of one report into usage.db, within a transaction of the caller's.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "db/connection.h"
#include "db/statement.h"
#include "royalty/text_map.h"
#include "royalty/usage_fields.h"
#include "royalty/usage_reader.h"
#include "tributary/result.h"

namespace tributary::royalty {

inline constexpr std::int64_t kLinesPerReport = std::int64_t{1} << 32;

// Outlived by its connection. Memory is bounded by the two caches of texts.
class UsageWriter {
 public:
  static Result<UsageWriter> open(db::Connection& connection);

  // The number of the report with that hash; nullopt where there is none.
  Result<std::optional<std::int64_t>> find_report(std::string_view sha256);

  // kConflict where another file with the same DSR message is stored.
  Result<std::int64_t> add_report(std::string_view sha256, std::string_view name, const UsageHeading& heading,
                                  std::int64_t imported_ms);

  Result<void> add_line(std::int64_t report, std::int64_t line, const UsageFields& fields);
  Result<void> add_refusal(std::int64_t report, std::int64_t line, std::string_view reason);
  // For a refused line that says no usage by itself and is sound now.
  Result<void> settle_refusal(std::int64_t report, std::int64_t line);
  Result<void> add_pool(std::int64_t report, const UsagePool& pool);
  Result<void> set_not_royalty_bearing(std::int64_t report, std::int64_t lines);

  // What became of a line that is corrected: added where it was refused. kConflict where it is stored with other
  // content, kInvalidInput where the report refused no such line: the message is the reason without a place.
  enum class Correction : std::uint8_t { kAdded, kRepeated };
  Result<Correction> correct_line(std::int64_t report, std::int64_t line, const UsageFields& fields);

 private:
  // The rows that a line refers to.
  struct Keys {
    std::int64_t track = 0;
    std::int64_t context = 0;
  };

  struct Statements {
    db::Statement find_report;
    db::Statement find_track;
    db::Statement add_track;
    db::Statement find_context;
    db::Statement add_context;
    db::Statement add_line;
    db::Statement add_refusal;
    db::Statement settle_refusal;
    db::Statement find_line;
  };

  UsageWriter(db::Connection& connection, Statements statements)
      : connection_(&connection), statements_(std::move(statements)) {}

  Result<Keys> keys_of(const UsageFields& fields);
  Result<std::int64_t> track_of(const UsageFields& fields);
  Result<std::int64_t> context_of(std::string_view territory, std::string_view service, Day start, Day end,
                                  std::string_view currency);

  db::Connection* connection_;
  Statements statements_;
  TextMap<std::int64_t> tracks_;
  TextMap<std::int64_t> contexts_;
  std::string key_;
};

}  // namespace tributary::royalty
