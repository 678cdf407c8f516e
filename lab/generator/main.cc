// train_generator: trains a small music generator on a set of segments.
#include <charconv>
#include <cstdlib>
#include <exception>
#include <functional>
#include <iostream>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "lab/generator/trainer.h"

namespace tributary::lab {
namespace {

constexpr std::string_view kUsage =
    "train_generator --segments FILE.tensors --output DIR [options]\n"
    "\n"
    "Learns from a set of segments (lab_generator segments); goes on from the checkpoint in DIR where there is one.\n"
    "\n"
    "  --size NAME               tiny (minutes on two cores) or small (an hour)          tiny\n"
    "  --device NAME             cpu or cuda                                             cpu\n"
    "  --seed N                  of weights, order, times and noise                      1\n"
    "  --epochs N                times that every segment is seen                        100\n"
    "  --batch N                 segments of a step                                      16\n"
    "  --learning-rate X         the highest                                             0.002\n"
    "  --threads N               of libtorch                                             1\n"
    "  --stop-after-steps N      stop cleanly after so many; 0: only after all           0\n"
    "  --checkpoint-minutes X    between checkpoints                                     5\n";

template <typename T>
bool parse(std::string_view text, T& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size();
}

using Setter = std::function<bool(std::string_view)>;

std::map<std::string_view, Setter> setters(GeneratorTraining& s) {
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
          {"--seed", number(s.schedule.seed)},
          {"--epochs", positive(s.schedule.epochs)},
          {"--batch", positive(s.schedule.batch_items)},
          {"--learning-rate", positive(s.schedule.learning_rate)},
          {"--threads", positive(s.device.threads)},
          {"--stop-after-steps", number(s.stop_after_steps)},
          {"--checkpoint-minutes", number(s.checkpoint_minutes)}};
}

Result<GeneratorTraining> parse_arguments(const std::vector<std::string_view>& arguments) {
  GeneratorTraining settings;
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
  const Result<GeneratorTraining> settings = parse_arguments(arguments);
  if (!settings) {
    std::cerr << "train_generator: " << settings.error().message << "\n\n" << kUsage;
    return 2;
  }
  const Result<void> trained = train_generator(*settings);
  if (trained) return EXIT_SUCCESS;
  std::cerr << "train_generator: " << trained.error().message << '\n';
  return EXIT_FAILURE;
}

}  // namespace
}  // namespace tributary::lab

int main(int argc, char** argv) {
  try {
    return tributary::lab::run(std::vector<std::string_view>(argv + 1, argv + argc));
  } catch (const std::exception& error) {  // libtorch throws where memory is missing
    std::cerr << "train_generator: " << error.what() << '\n';
    return EXIT_FAILURE;
  }
}
