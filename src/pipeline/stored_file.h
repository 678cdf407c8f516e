// A file of the workspace against the length and checksum its row states.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "tributary/result.h"

namespace tributary::pipeline {

// Reads the whole file; kNotFound, kCorrupt or kIo name it.
Result<void> verify_stored_file(const std::filesystem::path& file, std::int64_t bytes, const std::string& checksum);

}  // namespace tributary::pipeline
