#include "lab/composition/training/run_settings.h"

namespace tributary::lab {

void add_run_options(CommandLine& line, RunSettings& settings) {
  line.word("--corpus", settings.corpus);
  line.option("--templates", [&settings](std::string_view text) {
    settings.templates.emplace_back(text);
    return !text.empty();
  });
  line.word("--recordings", settings.recordings);
  line.number("--recorded-pairs", settings.recorded_pairs);
  line.word("--output", settings.output);
  line.word("--device", settings.device);
  line.option("--arithmetic", [&settings](std::string_view text) {
    settings.bfloat16 = text == "bfloat16";
    return text == "bfloat16" || text == "float32";
  });
  line.number("--seed", settings.seed);
  line.number("--steps", settings.steps);
  line.number("--schedule-minutes", settings.schedule_minutes);
  line.number("--pairs", settings.pairs);
  line.number("--learning-rate", settings.learning_rate);
  line.positive("--threads", settings.threads);
  line.positive("--workers", settings.workers);
  line.number("--validation-works", settings.validation_works);
  line.flag("--no-mixtures", settings.no_mixtures);
  line.flag("--any-licence", settings.any_licence);
}

Result<void> check_complete(const RunSettings& settings) {
  if (settings.corpus.empty() || settings.templates.empty() || settings.output.empty())
    return Error{ErrorCode::kInvalidInput, "--corpus, --templates and --output are needed"};
  if (settings.steps == 0) return Error{ErrorCode::kInvalidInput, "--steps must be at least 1"};
  if (settings.recorded_pairs > 0 && settings.recordings.empty())
    return Error{ErrorCode::kInvalidInput, "--recorded-pairs needs --recordings"};
  return {};
}

}  // namespace tributary::lab
