// train_window_network: trains a network of CLEWS's architecture as train_composition trains the composition network,
// and says how often its vectors find the validation works.
#include <string>
#include <string_view>
#include <vector>

#include "lab/composition/training/window_trainer.h"
#include "lab/trainer/command_line.h"

namespace tributary::lab {
namespace {

const std::string kUsage =
    "train_window_network --corpus FILE --templates FILE... --output DIR [options]\n"
    "\n"
    "Learns from notes and instrument templates, validates once at the end, and leaves its log in DIR.\n"
    "\n"
    "  --pairs N                 per step                                                64\n"
    "  --recorded-pairs N        of the pairs of a step                                  0\n"
    "  --learning-rate X         the highest                                             0.0005\n" +
    std::string(kRunOptions);

Result<WindowTrainingSettings> parse(const std::vector<std::string_view>& arguments) {
  WindowTrainingSettings settings;
  CommandLine line;
  add_run_options(line, settings);
  TRIBUTARY_TRY(line.parse(arguments));
  TRIBUTARY_TRY(check_complete(settings));
  return settings;
}

}  // namespace
}  // namespace tributary::lab

int main(int argc, char** argv) {
  using namespace tributary::lab;
  return run_trainer("train_window_network", kUsage, argc, argv, parse, train_window_network);
}
