// What the jobs on a lab of shares have in common: their options, and the figures that they leave.
#pragma once

#include <filesystem>

#include <nlohmann/json.hpp>

#include "lab/audit/share_lab.h"

namespace CLI {
class App;
}

namespace tributary::lab {

void add_share_lab_options(CLI::App& verb, ShareLabSettings& settings);

// How the lab was made.
nlohmann::ordered_json share_lab_json(const ShareLab& lab, const ShareLabSettings& settings);

// Nothing where no file is named.
Result<void> write_figures(const std::filesystem::path& path, const nlohmann::ordered_json& json);

}  // namespace tributary::lab
