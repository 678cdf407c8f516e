// The works under a training licence, from a file.
#pragma once

#include <filesystem>
#include <vector>

#include "royalty/division.h"
#include "tributary/result.h"

namespace tributary::royalty {

// One work a line: "recording_id,work_id", either of which may be empty; empty lines and those that begin with # are
// passed over. kNotFound, kIo, or kInvalidInput that names the file and the line.
Result<std::vector<LicensedWork>> read_licensed_works(const std::filesystem::path& path);

}  // namespace tributary::royalty
