// lab_audit: how well audits foresee what retraining shows.
#include <cstdlib>
#include <exception>
#include <utility>

#include <fmt/core.h>
#include <CLI/CLI.hpp>

#include "lab/audit/program/jobs.h"

namespace {

int run(int argc, char** argv) {
  CLI::App app("How well audits foresee what retraining shows.", "lab_audit");
  app.require_subcommand(1);
  std::vector<tributary::lab::NamedAuditJob> jobs = tributary::lab::declare_audit_shares(app);
  for (tributary::lab::NamedAuditJob& job : tributary::lab::declare_audit_removals(app)) jobs.push_back(std::move(job));
  jobs.push_back({"gate", tributary::lab::declare_audit_gate(app)});
  jobs.push_back({"evaluate", tributary::lab::declare_audit_evaluate(app)});
  CLI11_PARSE(app, argc, argv);
  tributary::Result<void> done;
  for (const tributary::lab::NamedAuditJob& job : jobs)
    if (app.got_subcommand(job.name)) done = job.run();
  if (done) return EXIT_SUCCESS;
  fmt::print(stderr, "lab_audit: {}\n", done.error().message);
  return EXIT_FAILURE;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception& error) {  // libtorch throws where memory is missing
    fmt::print(stderr, "lab_audit: {}\n", error.what());
    return EXIT_FAILURE;
  }
}
