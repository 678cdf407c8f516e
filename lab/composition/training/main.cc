// train_composition: trains a composition network from a note corpus and template banks.
#include <string>
#include <string_view>
#include <vector>

#include "lab/composition/training/trainer.h"
#include "lab/trainer/command_line.h"

namespace tributary::lab {
namespace {

const std::string kUsage =
    "train_composition --corpus FILE --templates FILE... --output DIR [options]\n"
    "\n"
    "Learns from notes and instrument templates; goes on from the checkpoint in DIR where there is one.\n"
    "\n"
    "  --profile NAME            small (an hour on two cores) or full                    small\n"
    "  --stop-after-steps N      stop cleanly after so many; 0: only after all           0\n"
    "  --minutes X               stop cleanly after so long; 0: only after all steps     0\n"
    "  --pairs N                 per step, a multiple of 8                               64\n"
    "  --recorded-pairs N        of the pairs of a step, a multiple of 8                 0\n"
    "  --learning-rate X         the highest                                             0.002\n"
    "  --frame-weight X          of the frame loss beside the segment loss               1\n"
    "  --checkpoint-minutes X    between checkpoints                                     5\n"
    "  --validation-minutes X    between validations                                     15\n"
    "  --aligned-queries N       validation queries that are aligned                     60\n" +
    std::string(kRunOptions);

Result<TrainingSettings> parse(const std::vector<std::string_view>& arguments) {
  TrainingSettings s;
  CommandLine line;
  add_run_options(line, s);
  line.word("--profile", s.profile);
  line.number("--stop-after-steps", s.stop_after_steps);
  line.number("--minutes", s.minutes);
  line.number("--frame-weight", s.frame_weight);
  line.number("--checkpoint-minutes", s.checkpoint_minutes);
  line.number("--validation-minutes", s.validation_minutes);
  line.number("--aligned-queries", s.aligned_queries);
  TRIBUTARY_TRY(line.parse(arguments));
  TRIBUTARY_TRY(check_complete(s));
  return s;
}

}  // namespace
}  // namespace tributary::lab

int main(int argc, char** argv) {
  using namespace tributary::lab;
  return run_trainer("train_composition", kUsage, argc, argv, parse, train);
}
