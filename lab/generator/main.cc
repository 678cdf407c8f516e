// train_generator: trains a small music generator on a set of segments.
#include <string_view>
#include <vector>

#include "lab/generator/trainer.h"
#include "lab/trainer/command_line.h"

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

Result<GeneratorTraining> parse(const std::vector<std::string_view>& arguments) {
  GeneratorTraining s;
  CommandLine line;
  line.word("--segments", s.segments);
  line.word("--output", s.out);
  line.word("--size", s.size);
  line.word("--device", s.device.name);
  line.number("--seed", s.schedule.seed);
  line.positive("--epochs", s.schedule.epochs);
  line.positive("--batch", s.schedule.batch_items);
  line.positive("--learning-rate", s.schedule.learning_rate);
  line.positive("--threads", s.device.threads);
  line.number("--stop-after-steps", s.stop_after_steps);
  line.number("--checkpoint-minutes", s.checkpoint_minutes);
  TRIBUTARY_TRY(line.parse(arguments));
  if (s.segments.empty() || s.out.empty())
    return Error{ErrorCode::kInvalidInput, "--segments and --output must be given"};
  return s;
}

}  // namespace
}  // namespace tributary::lab

int main(int argc, char** argv) {
  using namespace tributary::lab;
  return run_trainer("train_generator", kUsage, argc, argv, parse, train_generator);
}
