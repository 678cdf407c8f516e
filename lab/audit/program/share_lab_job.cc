#include "lab/audit/program/share_lab_job.h"

#include <fstream>

#include <CLI/CLI.hpp>

namespace tributary::lab {

void add_share_lab_options(CLI::App& verb, ShareLabSettings& s) {
  verb.add_option("--segments", s.segments, "Segments of 8 artists or more")->required();
  verb.add_option("--out", s.out, "A folder for models and stores; goes on where it was cut off")->required();
  verb.add_option("--size", s.size, "tiny or small")->capture_default_str();
  verb.add_option("--epochs", s.schedule.epochs, "Times that every segment is seen")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  verb.add_option("--batch", s.schedule.batch_items, "Segments of a step")
      ->check(CLI::Range(1, 4096))
      ->capture_default_str();
  verb.add_option("--seeds", s.seeds, "Retrainings of every model")->check(CLI::Range(2, 100))->capture_default_str();
  verb.add_option("--queries-per-tag", s.queries_per_tag, "Segments that a model makes")
      ->check(CLI::Range(2, 1000))
      ->capture_default_str();
  verb.add_option("--device", s.device.name, "cpu or cuda, for training")->capture_default_str();
  verb.add_option("--threads", s.device.threads, "Threads of libtorch")
      ->check(CLI::Range(1, 1024))
      ->capture_default_str();
}

nlohmann::ordered_json share_lab_json(const ShareLab& lab, const ShareLabSettings& settings) {
  return {{"size", settings.size},
          {"epochs", settings.schedule.epochs},
          {"batch", settings.schedule.batch_items},
          {"seed", settings.schedule.seed},
          {"seeds", settings.seeds},
          {"segments", lab.catalog.size()},
          {"strangers", lab.strangers.size()},
          {"queries", lab.queries.size()},
          {"slope", lab.calibration.slope},
          {"half_width", lab.calibration.half_width},
          {"own_gain", lab.calibration.own_gain},
          {"noise", lab.calibration.noise}};
}

Result<void> write_figures(const std::filesystem::path& path, const nlohmann::ordered_json& json) {
  if (path.empty()) return {};
  std::ofstream file(path);
  file << json.dump(1) << '\n';
  file.close();
  if (!file) return Error{ErrorCode::kIo, path.string() + ": cannot be written"};
  return {};
}

}  // namespace tributary::lab
