// train_composition: trains a composition network from a note corpus and template banks.
#include <string_view>
#include <vector>

#include "lab/composition/training/trainer.h"
#include "lab/trainer/command_line.h"

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
    "  --schedule-minutes X      end the schedule after so long, if not by steps         0\n"
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
    "  --no-mixtures             no other music below or above what it learns from, to see what that is worth\n"
    "  --any-licence             also learn from pieces that weights may not be shipped from\n";

Result<TrainingSettings> parse(const std::vector<std::string_view>& arguments) {
  TrainingSettings s;
  CommandLine line;
  line.word("--corpus", s.corpus);
  line.option("--templates", [&s](std::string_view text) {
    s.templates.emplace_back(text);
    return !text.empty();
  });
  line.word("--recordings", s.recordings);
  line.number("--recorded-pairs", s.recorded_pairs);
  line.word("--output", s.output);
  line.word("--profile", s.profile);
  line.word("--device", s.device);
  line.option("--arithmetic", [&s](std::string_view text) {
    s.bfloat16 = text == "bfloat16";
    return text == "bfloat16" || text == "float32";
  });
  line.number("--seed", s.seed);
  line.number("--steps", s.steps);
  line.number("--stop-after-steps", s.stop_after_steps);
  line.number("--minutes", s.minutes);
  line.number("--schedule-minutes", s.schedule_minutes);
  line.number("--pairs", s.pairs);
  line.number("--learning-rate", s.learning_rate);
  line.number("--frame-weight", s.frame_weight);
  line.positive("--threads", s.threads);
  line.positive("--workers", s.workers);
  line.number("--checkpoint-minutes", s.checkpoint_minutes);
  line.number("--validation-minutes", s.validation_minutes);
  line.number("--validation-works", s.validation_works);
  line.number("--aligned-queries", s.aligned_queries);
  line.flag("--no-mixtures", s.no_mixtures);
  line.flag("--any-licence", s.any_licence);
  TRIBUTARY_TRY(line.parse(arguments));
  if (s.corpus.empty() || s.templates.empty() || s.output.empty())
    return Error{ErrorCode::kInvalidInput, "--corpus, --templates and --output are needed"};
  return s;
}

}  // namespace
}  // namespace tributary::lab

int main(int argc, char** argv) {
  using namespace tributary::lab;
  return run_trainer("train_composition", kUsage, argc, argv, parse, train);
}
