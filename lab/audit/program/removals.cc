// lab_audit union-removal and self-attribution: do the segments that the store names matter?
#include <memory>

#include <fmt/core.h>
#include <CLI/CLI.hpp>

#include "lab/audit/program/jobs.h"
#include "lab/audit/program/share_lab_job.h"
#include "lab/audit/self_attribution.h"
#include "lab/audit/union_removal.h"

namespace tributary::lab {
namespace {

struct RemovalJob {
  ShareLabSettings settings;
  std::filesystem::path json;
};

Result<void> run_union_removal(const RemovalJob& job) {
  TRIBUTARY_ASSIGN(const ShareLab lab, open_share_lab(job.settings));
  TRIBUTARY_ASSIGN(const std::vector<Removal> removals, union_removal(lab, job.settings));
  nlohmann::ordered_json json = {{"protocol", "union-removal"}};
  json.update(share_lab_json(lab, job.settings));
  fmt::print("{:20} {:>8}   {:28} {}\n", "left out by", "segments", "rise of losses over random", "AUC against random");
  for (const Removal& one : removals) {
    fmt::print("{:20} {:8}   {:8.5f} [{:8.5f}, {:8.5f}]   {:.2f} [{:.2f}, {:.2f}]\n", one.method, one.segments,
               one.rise, one.rise_interval.low, one.rise_interval.high, one.auc, one.auc_interval.low,
               one.auc_interval.high);
    json["rows"].push_back({{"left_out_by", one.method},
                            {"segments_left_out", one.segments},
                            {"rise_over_random", one.rise},
                            {"rise_interval", {one.rise_interval.low, one.rise_interval.high}},
                            {"auc_against_random", one.auc},
                            {"auc_interval", {one.auc_interval.low, one.auc_interval.high}}});
  }
  return write_figures(job.json, json);
}

Result<void> run_self_attribution(const RemovalJob& job) {
  TRIBUTARY_ASSIGN(const ShareLab lab, open_share_lab(job.settings));
  TRIBUTARY_ASSIGN(const std::vector<SelfAttribution> found, self_attribution(lab));
  nlohmann::ordered_json json = {{"protocol", "self-attribution"}};
  json.update(share_lab_json(lab, job.settings));
  fmt::print("{:30} {:>6} {:>12} {:>16}\n", "segments", "asked", "comes first", "reciprocal rank");
  for (const SelfAttribution& one : found) {
    fmt::print("{:30} {:6} {:11.1f}% {:16.3f}\n", one.queries, one.asked, 100 * one.first, one.reciprocal_rank);
    json["rows"].push_back({{"segments_asked", one.queries},
                            {"asked", one.asked},
                            {"comes_first", one.first},
                            {"reciprocal_rank", one.reciprocal_rank}});
  }
  return write_figures(job.json, json);
}

NamedAuditJob declare(CLI::App& app, const char* name, const char* description,
                      Result<void> (*run)(const RemovalJob&)) {
  auto job = std::make_shared<RemovalJob>();
  CLI::App* verb = app.add_subcommand(name, description);
  add_share_lab_options(*verb, job->settings);
  verb->add_option("--json", job->json, "Also write the figures here");
  return {name, [job, run] { return run(*job); }};
}

}  // namespace

std::vector<NamedAuditJob> declare_audit_removals(CLI::App& app) {
  return {
      declare(app, "union-removal", "What does a model lose without the segments that are named?", run_union_removal),
      declare(app, "self-attribution", "Is a segment that is asked about found?", run_self_attribution)};
}

}  // namespace tributary::lab
