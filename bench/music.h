// The music that the benchmarks run on: what the Debian package wesnoth-1.*-music has installed.
#pragma once

#include <filesystem>
#include <vector>

namespace tributary::bench {

// Its tracks of at least three minutes, by name; empty where the package is not installed.
const std::vector<std::filesystem::path>& music();

// A track of at least three minutes as mono samples at the rate of the analysis.
const std::vector<float>& samples();

}  // namespace tributary::bench
