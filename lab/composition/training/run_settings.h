// What every training of a network on pairs of versions is told, and the options that say it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string_view>
#include <vector>

#include "lab/trainer/command_line.h"
#include "tributary/result.h"

namespace tributary::lab {

struct RunSettings {
  std::filesystem::path corpus;
  std::vector<std::filesystem::path> templates;
  std::filesystem::path recordings;  // a recording bank; may be empty
  std::filesystem::path output;      // a folder, made where there is none
  std::string device = "cpu";        // or "cuda"
  bool bfloat16 = true;
  std::uint64_t seed = 1;
  std::uint64_t steps = 20000;     // of the whole schedule
  double schedule_minutes = 0;     // the schedule ends after so long where the steps do not end it; 0 = never
  std::size_t pairs = 64;          // per step
  std::size_t recorded_pairs = 0;  // of them, from the recording bank
  double learning_rate = 2e-3;     // the highest
  int threads = 1;                 // of libtorch
  std::size_t workers = 1;         // that mix batches
  std::size_t validation_works = 200;
  bool no_mixtures = false;  // no other music below or above what is learned from
  bool any_licence = false;  // also learn from pieces that weights may not be shipped from
};

// A line per option, for --help.
inline constexpr std::string_view kRunOptions =
    "  --device NAME             cpu or cuda                                             cpu\n"
    "  --arithmetic NAME         bfloat16 or float32                                     bfloat16\n"
    "  --seed N                  of weights, mixtures and order                          1\n"
    "  --steps N                 of the whole schedule                                   20000\n"
    "  --schedule-minutes X      end the schedule after so long, if not by steps         0\n"
    "  --recordings FILE         a recording bank, for pairs of real music\n"
    "  --threads N               of libtorch                                             1\n"
    "  --workers N               threads that mix batches                                1\n"
    "  --validation-works N      references of the validation set                        200\n"
    "  --no-mixtures             no other music below or above what it learns from, to see what that is worth\n"
    "  --any-licence             also learn from pieces that weights may not be shipped from\n";

// Those options, and --corpus, --templates, --output, --pairs, --recorded-pairs and --learning-rate. `settings` must
// outlive line.parse().
void add_run_options(CommandLine& line, RunSettings& settings);

// kInvalidInput where one is missing that there is no default for, or where there is nothing to learn.
Result<void> check_complete(const RunSettings& settings);

}  // namespace tributary::lab
