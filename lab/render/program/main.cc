// lab_render: makes what the composition models learn from and are measured on.
#include <cstdio>
#include <map>
#include <string>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "lab/render/program/jobs.h"

namespace tributary::lab {

void show_progress(const char* what, std::size_t done, std::size_t total) {
  fmt::print(stderr, "\r{} {}/{}{}", what, done, total, done == total ? "\n" : "");
}

namespace {

int main_of_render(int argc, char** argv) {
  CLI::App app("Makes what the composition models learn from and are measured on.");
  app.require_subcommand(1);
  std::map<std::string, Job> jobs;
  jobs["audio"] = declare_audio(app);
  jobs["corpus"] = declare_corpus(app);
  jobs["fidelity"] = declare_fidelity(app);
  jobs["recordings"] = declare_recordings(app);
  jobs["templates"] = declare_templates(app);
  CLI11_PARSE(app, argc, argv);
  const auto done = jobs.at(app.get_subcommands().front()->get_name())();
  if (!done) fmt::print(stderr, "lab_render: {}\n", done.error().message);
  return done ? 0 : 1;
}

}  // namespace
}  // namespace tributary::lab

int main(int argc, char** argv) { return tributary::lab::main_of_render(argc, argv); }
