// train_composition: trains a composition network from a note corpus and template banks.
#include <charconv>
#include <cstdlib>
#include <exception>
#include <functional>
#include <iostream>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "lab/composition/training/trainer.h"

namespace tributary::lab {
namespace {

constexpr std::string_view kUsage =
    "train_composition --corpus FILE --templates FILE... --output DIR [options]\n"
    "\n"
    "Learns from notes and instrument templates; goes on from the checkpoint in DIR where there is one.\n"
    "\n"
    "  --profile NAME            small (an hour on two cores) or full                    small\n"
    "  --device NAME             cpu or cuda                                             cpu\n"
    "  --arithmetic NAME         bfloat16 or float32                                     bfloat16\n"
    "  --seed N                  of weights, mixtures and order                          1\n"
    "  --steps N                 of the whole schedule                                   20000\n"
    "  --stop-after-steps N      stop cleanly after so many; 0: only after all           0\n"
    "  --minutes X               stop cleanly after so long; 0: only after all steps     0\n"
    "  --pairs N                 per step, a multiple of 8                               64\n"
    "  --recordings FILE         a recording bank, for pairs of real music\n"
    "  --recorded-pairs N        of the pairs of a step, a multiple of 8                 0\n"
    "  --learning-rate X         the highest                                             0.002\n"
    "  --frame-weight X          of the frame loss beside the segment loss               1\n"
    "  --threads N               of libtorch                                             1\n"
    "  --workers N               threads that mix batches                                1\n"
    "  --checkpoint-minutes X    between checkpoints                                     5\n"
    "  --validation-minutes X    between validations                                     15\n"
    "  --validation-works N      references of the validation set                        200\n"
    "  --aligned-queries N       validation queries that are aligned                     60\n"
    "  --any-licence             also learn from pieces that weights may not be shipped from\n";

template <typename T>
bool parse(std::string_view text, T& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size();
}

using Setter = std::function<bool(std::string_view)>;

std::map<std::string_view, Setter> setters(TrainingSettings& s) {
  const auto number = [](auto& value) -> Setter {
    return [&value](std::string_view text) { return parse(text, value); };
  };
  const auto word = [](auto& value) -> Setter {
    return [&value](std::string_view text) {
      value = text;
      return !text.empty();
    };
  };
  return {
      {"--corpus", word(s.corpus)},
      {"--templates",
       [&s](std::string_view text) {
         s.templates.emplace_back(text);
         return !text.empty();
       }},
      {"--recordings", word(s.recordings)},
      {"--recorded-pairs", number(s.recorded_pairs)},
      {"--output", word(s.output)},
      {"--profile", word(s.profile)},
      {"--device", word(s.device)},
      {"--arithmetic",
       [&s](std::string_view text) {
         s.bfloat16 = text == "bfloat16";
         return text == "bfloat16" || text == "float32";
       }},
      {"--seed", number(s.seed)},
      {"--steps", number(s.steps)},
      {"--stop-after-steps", number(s.stop_after_steps)},
      {"--minutes", number(s.minutes)},
      {"--pairs", number(s.pairs)},
      {"--learning-rate", number(s.learning_rate)},
      {"--frame-weight", number(s.frame_weight)},
      {"--threads", number(s.threads)},
      {"--workers", number(s.workers)},
      {"--checkpoint-minutes", number(s.checkpoint_minutes)},
      {"--validation-minutes", number(s.validation_minutes)},
      {"--validation-works", number(s.validation_works)},
      {"--aligned-queries", number(s.aligned_queries)},
  };
}

Result<TrainingSettings> parse_arguments(const std::vector<std::string_view>& arguments) {
  TrainingSettings settings;
  const std::map<std::string_view, Setter> known = setters(settings);
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string option(arguments[i]);
    if (option == "--any-licence") {
      settings.any_licence = true;
      continue;
    }
    const auto setter = known.find(option);
    if (setter == known.end()) return Error{ErrorCode::kInvalidInput, "unknown option " + option};
    if (i + 1 == arguments.size()) return Error{ErrorCode::kInvalidInput, option + " needs a value"};
    const std::string_view value = arguments[++i];
    if (!setter->second(value))
      return Error{ErrorCode::kInvalidInput, option + " cannot be \"" + std::string(value) + "\""};
  }
  if (settings.corpus.empty() || settings.templates.empty() || settings.output.empty())
    return Error{ErrorCode::kInvalidInput, "--corpus, --templates and --output are needed"};
  if (settings.workers == 0 || settings.threads <= 0)
    return Error{ErrorCode::kInvalidInput, "--workers and --threads must be at least 1"};
  return settings;
}

int run(const std::vector<std::string_view>& arguments) {
  for (const std::string_view argument : arguments) {
    if (argument != "--help") continue;
    std::cout << kUsage;
    return EXIT_SUCCESS;
  }
  const Result<TrainingSettings> settings = parse_arguments(arguments);
  if (!settings) {
    std::cerr << "train_composition: " << settings.error().message << "\n\n" << kUsage;
    return 2;
  }
  const Result<void> trained = train(*settings);
  if (trained) return EXIT_SUCCESS;
  std::cerr << "train_composition: " << trained.error().message << '\n';
  return EXIT_FAILURE;
}

}  // namespace
}  // namespace tributary::lab

int main(int argc, char** argv) {
  try {
    return tributary::lab::run(std::vector<std::string_view>(argv + 1, argv + argc));
  } catch (const std::exception& error) {  // libtorch throws where a device or memory is missing
    std::cerr << "train_composition: " << error.what() << '\n';
    return EXIT_FAILURE;
  }
}
