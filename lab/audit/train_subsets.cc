// train_subsets: trains the models of the retraining lab and measures what they lose.
#include <charconv>
#include <cstdlib>
#include <exception>
#include <functional>
#include <iostream>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "lab/audit/retraining.h"

namespace tributary::lab {
namespace {

constexpr std::string_view kUsage =
    "train_subsets --segments FILE.tensors --output DIR [options]\n"
    "\n"
    "Trains a generator on all segments, one without each artist, and many on half of the works, for every seed; all\n"
    "of a seed see the same batches and noise. Goes on with what is missing in DIR.\n"
    "\n"
    "  --size NAME               tiny or small                                           tiny\n"
    "  --device NAME             cpu or cuda                                             cpu\n"
    "  --seeds N                 trainings of every model                                3\n"
    "  --seed N                  the first of them                                       1\n"
    "  --halves N                models that learn from half of the works                64\n"
    "  --models-at-once N        trained side by side: all of them on a GPU              9\n"
    "  --queries-per-tag N       segments that the first full model generates            16\n"
    "  --draws N                 noise under which losses are measured                   32\n"
    "  --epochs N                times that every segment is seen                        100\n"
    "  --batch N                 segments of a step                                      16\n"
    "  --learning-rate X         the highest                                             0.002\n"
    "  --threads N               of libtorch                                             1\n"
    "  --checkpoint-minutes X    between checkpoints                                     5\n"
    "  --keep-models N           1 keeps the weights of all models, 0 their losses       1\n";

template <typename T>
bool parse(std::string_view text, T& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size();
}

using Setter = std::function<bool(std::string_view)>;

std::map<std::string_view, Setter> setters(RetrainingSettings& s) {
  const auto number = [](auto& value) -> Setter {
    return [&value](std::string_view text) { return parse(text, value) && value >= 0; };
  };
  const auto positive = [](auto& value) -> Setter {
    return [&value](std::string_view text) { return parse(text, value) && value > 0; };
  };
  const auto word = [](auto& value) -> Setter {
    return [&value](std::string_view text) {
      value = text;
      return !text.empty();
    };
  };
  return {{"--segments", word(s.segments)},
          {"--output", word(s.out)},
          {"--size", word(s.size)},
          {"--device", word(s.device.name)},
          {"--seeds", positive(s.seeds)},
          {"--seed", number(s.schedule.seed)},
          {"--halves", number(s.halves)},
          {"--models-at-once", positive(s.models_at_once)},
          {"--queries-per-tag", positive(s.queries_per_tag)},
          {"--draws", positive(s.draws)},
          {"--epochs", positive(s.schedule.epochs)},
          {"--batch", positive(s.schedule.batch_items)},
          {"--learning-rate", positive(s.schedule.learning_rate)},
          {"--threads", positive(s.device.threads)},
          {"--checkpoint-minutes", number(s.checkpoint_minutes)},
          {"--keep-models", [&s](std::string_view text) {
             s.keep_models = text == "1";
             return text == "0" || text == "1";
           }}};
}

Result<RetrainingSettings> parse_arguments(const std::vector<std::string_view>& arguments) {
  RetrainingSettings settings;
  const auto options = setters(settings);
  for (std::size_t i = 0; i < arguments.size(); i += 2) {
    const auto option = options.find(arguments[i]);
    if (option == options.end()) return Error{ErrorCode::kInvalidInput, "unknown option " + std::string(arguments[i])};
    if (i + 1 == arguments.size() || !option->second(arguments[i + 1]))
      return Error{ErrorCode::kInvalidInput, std::string(arguments[i]) + " needs another value"};
  }
  if (settings.segments.empty() || settings.out.empty())
    return Error{ErrorCode::kInvalidInput, "--segments and --output must be given"};
  return settings;
}

int run(const std::vector<std::string_view>& arguments) {
  for (const std::string_view argument : arguments) {
    if (argument != "--help") continue;
    std::cout << kUsage;
    return EXIT_SUCCESS;
  }
  const Result<RetrainingSettings> settings = parse_arguments(arguments);
  if (!settings) {
    std::cerr << "train_subsets: " << settings.error().message << "\n\n" << kUsage;
    return 2;
  }
  const Result<void> trained = retrain(*settings);
  if (trained) return EXIT_SUCCESS;
  std::cerr << "train_subsets: " << trained.error().message << '\n';
  return EXIT_FAILURE;
}

}  // namespace
}  // namespace tributary::lab

int main(int argc, char** argv) {
  try {
    return tributary::lab::run(std::vector<std::string_view>(argv + 1, argv + argc));
  } catch (const std::exception& error) {  // libtorch throws where memory is missing
    std::cerr << "train_subsets: " << error.what() << '\n';
    return EXIT_FAILURE;
  }
}
