// lab_audit split-owners, planted-copies, strangers and without-catalog: what must hold of shares.
#include <algorithm>
#include <filesystem>
#include <memory>

#include <fmt/core.h>
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "lab/audit/program/jobs.h"
#include "lab/audit/program/share_lab_job.h"
#include "lab/audit/share_protocols.h"

namespace tributary::lab {
namespace {

using Protocol = Result<ShareTable> (*)(const ShareLab&, const ShareLabSettings&);

struct ShareJob {
  ShareLabSettings settings;
  std::filesystem::path json;
};

nlohmann::ordered_json to_json(const ShareTable& table, const ShareLab& lab, const ShareLabSettings& settings) {
  nlohmann::ordered_json json = {{"protocol", table.protocol}, {"measured", table.measured}};
  json.update(share_lab_json(lab, settings));
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
  fmt::print(
      "{} segments learned, {} of strangers, {} queries; slope {:.4g}, half width {:.5f}, own gain {:.5f}, noise "
      "{:.5f}\n\n",
      lab.catalog.size(), lab.strangers.size(), lab.queries.size(), lab.calibration.slope, lab.calibration.half_width,
      lab.calibration.own_gain, lab.calibration.noise);
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
  return write_figures(job.json, to_json(table, lab, job.settings));
}

NamedAuditJob declare(CLI::App& app, const char* name, const char* description, Protocol protocol) {
  auto job = std::make_shared<ShareJob>();
  CLI::App* verb = app.add_subcommand(name, description);
  add_share_lab_options(*verb, job->settings);
  verb->add_option("--json", job->json, "Also write the figures here");
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
