// lab_codec: trains small neural audio codecs, and puts audio through them.
#include <map>
#include <string>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "lab/codec/program/jobs.h"

namespace tributary::lab {
namespace {

int main_of_codec(int argc, char** argv) {
  CLI::App app("Trains small neural audio codecs, and puts audio through them.");
  app.require_subcommand(1);
  std::map<std::string, CodecJob> jobs;
  jobs["apply"] = declare_codec_apply(app);
  jobs["measure"] = declare_codec_measure(app);
  jobs["train"] = declare_codec_train(app);
  CLI11_PARSE(app, argc, argv);
  const auto done = jobs.at(app.get_subcommands().front()->get_name())();
  if (!done) fmt::print(stderr, "lab_codec: {}\n", done.error().message);
  return done ? 0 : 1;
}

}  // namespace
}  // namespace tributary::lab

int main(int argc, char** argv) { return tributary::lab::main_of_codec(argc, argv); }
