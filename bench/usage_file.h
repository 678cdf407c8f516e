// Generated usage: reports of any length, the same for the same seed.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "tributary/usage.h"

namespace tributary::bench {

struct UsageShape {
  std::int64_t lines = 0;
  std::int64_t tracks = 50'000;
  int territories = 30;  // at most 30
  int services = 3;
};

std::string usage_track_id(std::int64_t track);

// A CSV report (docs/formats/usage.md) of about 90 bytes a line; false where it cannot be written.
bool write_usage_csv(const std::filesystem::path& path, const UsageShape& shape, std::uint64_t seed);

// A DSR report, one block for each line of the shape: an AS02 and an SU02 record.
bool write_usage_dsr(const std::filesystem::path& path, const UsageShape& shape, std::uint64_t seed);

}  // namespace tributary::bench
