// Puts the statements of one import into a rights database.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "db/connection.h"
#include "db/statement.h"
#include "rights/statement.h"

namespace tributary::rights {

inline constexpr std::int64_t kMostClaims = 1'000;   // in force for one right of one asset
inline constexpr std::size_t kMostRefused = 10'000;  // that a report lists
inline constexpr std::size_t kMostIgnoredKinds = 1'000;

// A statement is taken as a whole or refused as a whole; an Error is one of the database. Works inside the caller's
// transaction; the connection outlives it.
class RegistryWriter : public StatementSink {
 public:
  // `report.file` names the places of what is refused; `import_id` is a row of the table import.
  RegistryWriter(db::Connection& connection, std::int64_t import_id, RightsImportReport& report)
      : connection_(connection), import_id_(import_id), report_(report) {}

  Result<void> take(const Statement& statement) override;
  void refuse(std::int64_t line, const std::string& reason) override;
  void ignore(std::int64_t line, const std::string& what) override;

  // Completes the report.
  void finish();

 private:
  Result<db::Statement*> prepared(const char* sql);
  template <typename... Values>
  Result<void> run(const char* sql, const Values&... values);
  // The first column of the first row; `otherwise` where there is none.
  template <typename... Values>
  Result<std::int64_t> first_number(std::int64_t otherwise, const char* sql, const Values&... values);

  Result<void> apply(const Statement& statement);
  Result<std::int64_t> asset_key(const AssetRecord& record);
  Result<std::vector<std::int64_t>> known_assets(const AssetRecord& record);
  Result<void> check_standard_identifier(const AssetRecord& record, const std::vector<std::int64_t>& keys);
  Result<void> merge_assets(std::int64_t into, std::int64_t from);
  Result<void> merge_registrations(std::int64_t into, std::int64_t from);
  Result<std::int64_t> party_key(const PartyRecord& record);
  Result<std::int64_t> add_party(const PartyRecord& record);
  Result<void> link(const Statement& statement, std::int64_t key);
  Result<void> reserve(const Statement& statement, std::int64_t key);
  Result<void> disclose(const Statement& statement, std::int64_t key);
  Result<void> register_claims(const Statement& statement, std::int64_t key);
  Result<std::int64_t> begin_registration(const Statement& statement, std::int64_t key);
  Result<void> add_claims(const Registration& registration, std::int64_t registration_key);
  Result<void> check_claim_limit(std::int64_t key, Right right);

  db::Connection& connection_;
  std::int64_t import_id_;
  RightsImportReport& report_;
  std::map<std::string, IgnoredLines> ignored_;
  // By the address of their text, a constant: an import runs the same few over and over.
  std::unordered_map<const char*, db::Statement> statements_;
};

}  // namespace tributary::rights
