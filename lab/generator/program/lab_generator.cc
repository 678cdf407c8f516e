// lab_generator: what generators learn from, and what they make.
#include <cstdlib>
#include <exception>

#include <fmt/core.h>
#include <CLI/CLI.hpp>

#include "lab/generator/program/jobs.h"

namespace {

int run(int argc, char** argv) {
  CLI::App app("Segments for generators to learn from, and music from generators.", "lab_generator");
  app.require_subcommand(1);
  const tributary::lab::GeneratorJob segments = tributary::lab::declare_generator_segments(app);
  const tributary::lab::GeneratorJob render = tributary::lab::declare_generator_render(app);
  CLI11_PARSE(app, argc, argv);
  const tributary::Result<void> done = app.got_subcommand("segments") ? segments() : render();
  if (done) return EXIT_SUCCESS;
  fmt::print(stderr, "lab_generator: {}\n", done.error().message);
  return EXIT_FAILURE;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception& error) {  // libtorch throws where memory is missing
    fmt::print(stderr, "lab_generator: {}\n", error.what());
    return EXIT_FAILURE;
  }
}
