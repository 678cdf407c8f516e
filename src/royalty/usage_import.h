// Imports one file of usage into usage.db.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "base/clock.h"
#include "db/connection.h"
#include "royalty/refused_file.h"
#include "royalty/usage_reader.h"
#include "royalty/usage_writer.h"
#include "tributary/usage_report.h"

namespace tributary::royalty {

// See UsageStore::import.
Result<UsageImport> import_usage(db::Connection& connection, const base::Clock& clock,
                                 const std::filesystem::path& path, const std::filesystem::path& refused_folder);

}  // namespace tributary::royalty
