// train_subsets: trains the models of the retraining lab and measures what they lose.
#include <string_view>
#include <vector>

#include "lab/audit/retraining.h"
#include "lab/trainer/command_line.h"

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

Result<RetrainingSettings> parse(const std::vector<std::string_view>& arguments) {
  RetrainingSettings s;
  CommandLine line;
  line.word("--segments", s.segments);
  line.word("--output", s.out);
  line.word("--size", s.size);
  line.word("--device", s.device.name);
  line.positive("--seeds", s.seeds);
  line.number("--seed", s.schedule.seed);
  line.number("--halves", s.halves);
  line.positive("--models-at-once", s.models_at_once);
  line.positive("--queries-per-tag", s.queries_per_tag);
  line.positive("--draws", s.draws);
  line.positive("--epochs", s.schedule.epochs);
  line.positive("--batch", s.schedule.batch_items);
  line.positive("--learning-rate", s.schedule.learning_rate);
  line.positive("--threads", s.device.threads);
  line.number("--checkpoint-minutes", s.checkpoint_minutes);
  line.option("--keep-models", [&s](std::string_view text) {
    s.keep_models = text == "1";
    return text == "0" || text == "1";
  });
  TRIBUTARY_TRY(line.parse(arguments));
  if (s.segments.empty() || s.out.empty())
    return Error{ErrorCode::kInvalidInput, "--segments and --output must be given"};
  return s;
}

}  // namespace
}  // namespace tributary::lab

int main(int argc, char** argv) {
  using namespace tributary::lab;
  return run_trainer("train_subsets", kUsage, argc, argv, parse, retrain);
}
