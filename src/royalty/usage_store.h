// The usage of one workspace: the lines of all imported reports, in an SQLite file.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "db/connection.h"
#include "royalty/settled_lines.h"
#include "royalty/usage_reader.h"
#include "royalty/usage_source.h"
#include "tributary/result.h"
#include "tributary/usage.h"
#include "tributary/usage_report.h"

namespace tributary::royalty {

// Move only; one thread at a time. Processes may share the file: they write one after the other. An import is one
// transaction: after a crash at any moment the file holds all of a report or nothing of it.
class UsageStore {
 public:
  static Result<UsageStore> open(const std::filesystem::path& path, db::Connection::Mode mode, base::Clock clock);

  // Reads a report, or a file of refused lines that were corrected. Lines that cannot be used are written to a file in
  // `refused_folder`, which is made where it is missing, and the rest is kept. A file that was imported before changes
  // nothing; of a correction only lines that are still missing are added.
  // An Error names the file and keeps nothing of it: a report that is neither CSV nor DSR, that is cut off or does not
  // hold what its FOOT record counts, kConflict where its DSR message was imported from another file, kNotFound where
  // a correction's report was never imported.
  Result<UsageImport> import(const std::filesystem::path& path, const std::filesystem::path& refused_folder);

  // By name and SHA-256.
  Result<std::vector<UsageReport>> reports();

  // Every line whose period lies in these days, the reports by SHA-256 and their lines by number. The line is valid
  // during the visit. An Error of `visit` ends it.
  Result<void> each_line(Day first, Day last, const std::function<Result<void>(const UsageLine&)>& visit);

  // The same for the settlement with that id: lines that other settlements have are left out, unless `again`. The
  // result is for mark_settled().
  Result<TakenLines> each_line_of(const std::string& settlement_id, Day first, Day last, bool again,
                                  const std::function<Result<void>(const UsageLine&)>& visit);

  // Notes what a settlement takes, before it is posted, and forgets it where nothing came of it: see settled_lines.h.
  Result<void> mark_settled(const std::string& settlement_id, std::vector<LineRange> ranges, bool again);
  Result<void> forget_settled(const std::string& settlement_id);

  // Every track that any line names, by its name and ISRC; the same pair once for each title it was reported under.
  Result<void> each_track(const std::function<Result<void>(std::string_view track_id, std::string_view isrc)>& visit);

 private:
  UsageStore(db::Connection connection, base::Clock clock)
      : connection_(std::make_unique<db::Connection>(std::move(connection))), clock_(std::move(clock)) {}

  std::unique_ptr<db::Connection> connection_;
  base::Clock clock_;
};

}  // namespace tributary::royalty
