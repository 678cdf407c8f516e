// The rights graph of one workspace, in an SQLite file.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "db/connection.h"
#include "rights/asset_aliases.h"
#include "rights/stored_claim.h"
#include "tributary/rights_graph.h"

namespace tributary::rights {

// Move only; one thread at a time. Processes may share the file: they write one after the other. A file that was
// imported is on disk when import_file returns; after a crash at any moment all of it is stored or nothing.
class Registry : public RightsSource {
 public:
  // `aliases` lead from ids that no import has named to those that one has. Errors name the file.
  static Result<Registry> open(const std::filesystem::path& path, db::Connection::Mode mode, AssetAliases aliases = {});

  // Asked by any identifier of the asset. A work that is unknown by itself is found through its recordings where these
  // record one work only. In a country that ISO 3166-1 does not know everything is unclaimed.
  Result<RightSplit> split_of(const RightsQuestion& question) const override;

  // What is said of an asset's use by generators on that day: the latest word, of several on one day the most
  // restrictive. nullopt where nobody has said anything until then.
  Result<std::optional<AiReservation>> reservation_of(AssetKind kind, std::string_view asset_id, Day day) const;

  // The recording and the work with this identifier, in this order; empty where there is neither.
  Result<std::vector<RightsAsset>> find(std::string_view identifier) const;

  // Every conflict, by the order in which the assets were first imported, right and first day, until `visit` returns
  // false.
  Result<void> each_conflict(const std::function<bool(const ClaimConflict&)>& visit) const;

  // Reads a file of any format that is known, by its content. What is malformed is refused, with its line, and the
  // rest is taken; a file that is refused as a whole is `rejected` in the report. An Error is one of the database, or
  // of a file that cannot be read. The same bytes change nothing a second time.
  Result<RightsImportReport> import_file(const std::filesystem::path& file, const base::Clock& clock);

 private:
  Registry(db::Connection connection, AssetAliases aliases)
      : connection_(std::move(connection)), aliases_(std::move(aliases)) {}

  Result<std::int64_t> asset_key(AssetKind kind, std::string_view asset_id) const;
  Result<std::int64_t> named_asset(AssetKind kind, const std::string& value) const;
  Result<std::int64_t> work_of_recordings(const std::string& work_id) const;
  Result<std::vector<StoredClaim>> claims_of(std::int64_t key, Right right) const;
  Result<RightsAsset> read_asset(AssetKind kind, std::int64_t key) const;
  Result<std::vector<AiReservation>> reservations_of(std::int64_t key, Day day) const;

  // Asking changes nothing, but SQLite's handle is not const.
  mutable db::Connection connection_;
  AssetAliases aliases_;
};

}  // namespace tributary::rights
