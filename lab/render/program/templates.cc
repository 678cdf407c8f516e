// lab_render templates: the template bank of a SoundFont.
#include <filesystem>
#include <memory>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "base/parallel.h"
#include "lab/render/program/jobs.h"
#include "lab/render/template_maker.h"

namespace tributary::lab {
namespace {

struct Options {
  std::filesystem::path soundfont;
  std::filesystem::path out;
  int key_step = 3;
  std::size_t threads = base::available_cores();
};

Result<void> make_templates(const Options& options) {
  TRIBUTARY_ASSIGN(
      const std::vector<Instrument> bank,
      make_template_bank(options.soundfont, options.key_step, options.threads, [](std::size_t done, std::size_t total) {
        show_progress("playing instruments", done, total);
      }));
  TRIBUTARY_TRY(write_template_bank(options.out, bank));
  std::size_t notes = 0;
  for (const Instrument& instrument : bank) notes += instrument.notes.size();
  fmt::print("{}: {} instruments, {} notes, {:.1f} MB\n", options.out.string(), bank.size(), notes,
             static_cast<double>(std::filesystem::file_size(options.out)) / 1e6);
  return {};
}

}  // namespace

Job declare_templates(CLI::App& app) {
  auto options = std::make_shared<Options>();
  CLI::App* job = app.add_subcommand("templates", "Keep the constant-Q spectrum of every instrument of a SoundFont");
  job->add_option("--soundfont", options->soundfont, "The SoundFont (.sf2)")->required();
  job->add_option("--out", options->out, "The template bank to write")->required();
  job->add_option("--key-step", options->key_step, "Play every so many keys: 1 is truest, 3 takes a third of the room")
      ->check(CLI::Range(1, 12))
      ->capture_default_str();
  job->add_option("--threads", options->threads, "Threads")->check(CLI::Range(1, 1024))->capture_default_str();
  return [options] { return make_templates(*options); };
}

}  // namespace tributary::lab
