// lab_audit split-owners, planted-copies, strangers and without-catalog: what must hold of shares.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>

#include <fmt/core.h>
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "lab/audit/program/jobs.h"
#include "lab/audit/share_protocols.h"

namespace tributary::lab {
namespace {

using Protocol = Result<ShareTable> (*)(const ShareLab&, const ShareLabSettings&);

struct ShareJob {
  ShareLabSettings settings;
  std::filesystem::path json;
};

nlohmann::ordered_json to_json(const ShareTable& table, const ShareLab& lab, const ShareLabSettings& settings) {
  nlohmann::ordered_json json = {{"protocol", table.protocol},
                                 {"measured", table.measured},
                                 {"size", settings.size},
                                 {"epochs", settings.schedule.epochs},
                                 {"batch", settings.schedule.batch_items},
                                 {"seed", settings.schedule.seed},
                                 {"seeds", settings.seeds},
                                 {"segments", lab.catalog.size()},
                                 {"strangers", lab.strangers.size()},
                                 {"queries", lab.queries.size()},
                                 {"slope", lab.calibration.slope},
                                 {"half_width", lab.calibration.half_width},
                                 {"noise", lab.calibration.noise}};
  for (const ShareRow& row : table.rows)
    json["rows"].push_back({{"condition", row.condition},
                            {"answers", row.answers},
                            {"attributed", row.attributed},
                            {"median_points", row.median_points},
                            {"p95_points", row.p95_points},
                            {"worst_points", row.worst_points},
                            {"goal_points", row.goal_points},
                            {"holds", row.holds},
                            {"abstained", row.abstained}});
  return json;
}

void print(const ShareTable& table, const ShareLab& lab) {
  fmt::print("{} segments learned, {} of strangers, {} queries; slope {:.4g}, half width {:.5f}, noise {:.5f}\n\n",
             lab.catalog.size(), lab.strangers.size(), lab.queries.size(), lab.calibration.slope,
             lab.calibration.half_width, lab.calibration.noise);
  fmt::print("{}, points\n{:64} {:>8} {:>10} {:>7} {:>7} {:>7} {:>6}\n", table.measured, "", "answers", "attributed",
             "median", "95%", "worst", "goal");
  for (const ShareRow& row : table.rows) {
    fmt::print("{:64} {:8} {:10} {:7.2f} {:7.2f} {:7.2f} {:6.1f} {}\n", row.condition, row.answers, row.attributed,
               row.median_points, row.p95_points, row.worst_points, row.goal_points, row.holds ? "holds" : "FAILS");
    if (!row.abstained.empty())
      fmt::print("    {} abstained, most because {}\n", row.answers - row.attributed, row.abstained);
  }
}

Result<void> run(const ShareJob& job, Protocol protocol) {
  TRIBUTARY_ASSIGN(const ShareLab lab, open_share_lab(job.settings));
  TRIBUTARY_ASSIGN(const ShareTable table, protocol(lab, job.settings));
  print(table, lab);
  if (job.json.empty()) return {};
  std::ofstream file(job.json);
  file << to_json(table, lab, job.settings).dump(1) << '\n';
  file.close();
  if (!file) return Error{ErrorCode::kIo, job.json.string() + ": cannot be written"};
  return {};
}

NamedAuditJob declare(CLI::App& app, const char* name, const char* description, Protocol protocol) {
  auto job = std::make_shared<ShareJob>();
  CLI::App* verb = app.add_subcommand(name, description);
  ShareLabSettings& s = job->settings;
  verb->add_option("--segments", s.segments, "Segments of 8 artists or more")->required();
  verb->add_option("--out", s.out, "A folder for models and stores; goes on where it was cut off")->required();
  verb->add_option("--json", job->json, "Also write the figures here");
  verb->add_option("--size", s.size, "tiny or small")->capture_default_str();
  verb->add_option("--epochs", s.schedule.epochs, "Times that every segment is seen")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  verb->add_option("--batch", s.schedule.batch_items, "Segments of a step")
      ->check(CLI::Range(1, 4096))
      ->capture_default_str();
  verb->add_option("--seeds", s.seeds, "Retrainings of every model")->check(CLI::Range(2, 100))->capture_default_str();
  verb->add_option("--queries-per-tag", s.queries_per_tag, "Segments that a model makes")
      ->check(CLI::Range(2, 1000))
      ->capture_default_str();
  verb->add_option("--device", s.device.name, "cpu or cuda, for training")->capture_default_str();
  verb->add_option("--threads", s.device.threads, "Threads of libtorch")
      ->check(CLI::Range(1, 1024))
      ->capture_default_str();
  return {name, [job, protocol] { return run(*job, protocol); }};
}

}  // namespace

std::vector<NamedAuditJob> declare_audit_shares(CLI::App& app) {
  return {declare(app, "split-owners", "Does an owner under two names get the same?", split_owners),
          declare(app, "planted-copies", "Do copies of a track raise its share?", planted_copies),
          declare(app, "strangers", "What do owners get that the model never heard?", strangers),
          declare(app, "without-catalog", "What is attributed of a model's music that lacked the catalog?",
                  without_catalog)};
}

}  // namespace tributary::lab
