// lab_render recordings: the recording bank of a folder of music.
#include <filesystem>
#include <memory>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "base/parallel.h"
#include "lab/render/program/jobs.h"
#include "lab/render/recording_bank_maker.h"

namespace tributary::lab {
namespace {

struct Options {
  std::filesystem::path music;
  std::filesystem::path out;
  ExcerptLength length;
  std::size_t threads = base::available_cores();
};

Result<void> make_recordings(const Options& options) {
  TRIBUTARY_ASSIGN(const RecordingBankMade bank, make_recording_bank(options.music, options.length, options.threads,
                                                                     [](std::size_t done, std::size_t total) {
                                                                       show_progress("listening", done, total);
                                                                     }));
  for (const std::string& reason : bank.left_out) fmt::print(stderr, "left out: {}\n", reason);
  TRIBUTARY_TRY(write_recording_bank(options.out, bank.excerpts));
  fmt::print("{}: {} excerpts, {:.1f} MB\n", options.out.string(), bank.excerpts.size(),
             static_cast<double>(std::filesystem::file_size(options.out)) / 1e6);
  return {};
}

}  // namespace

Job declare_recordings(CLI::App& app) {
  auto options = std::make_shared<Options>();
  CLI::App* job = app.add_subcommand("recordings", "Keep the constant-Q levels of an excerpt of every recording");
  job->add_option("--music", options->music, "The folder of music")->required();
  job->add_option("--out", options->out, "The recording bank to write")->required();
  job->add_option("--seconds", options->length.most_s, "At most so much of each recording")
      ->check(CLI::Range(25, 600))
      ->capture_default_str();
  job->add_option("--threads", options->threads, "Threads")->check(CLI::Range(1, 1024))->capture_default_str();
  return [options] { return make_recordings(*options); };
}

}  // namespace tributary::lab
