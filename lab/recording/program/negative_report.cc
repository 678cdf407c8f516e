#include "lab/recording/program/negative_report.h"

#include <optional>

#include <fmt/format.h>

#include "base/parallel.h"
#include "lab/recording/waveform.h"

namespace tributary::lab {

Result<std::string> negative_report(const std::vector<AttributedNegative>& negatives, std::size_t jobs) {
  if (negatives.empty()) return std::string();
  std::vector<std::optional<Result<WaveformAgreement>>> agreements(negatives.size());
  base::parallel_for(negatives.size(), jobs, [&](std::size_t i) {
    agreements[i] = compare_waveforms(negatives[i].query, negatives[i].recording, negatives[i].match);
  });
  std::string text = "\nAttributed negatives, with the correlation of the waveforms where they match, and elsewhere:\n";
  std::size_t false_answers = 0;
  for (std::size_t i = 0; i < negatives.size(); ++i) {
    TRIBUTARY_ASSIGN(const WaveformAgreement agreement, std::move(*agreements[i]));
    text += fmt::format("  {} in {}: {:.2f}, {:.2f}{}\n", negatives[i].query.filename().string(),
                        negatives[i].recording.filename().string(), agreement.here, agreement.elsewhere,
                        agreement.same() ? ": the same recording" : "");
    if (!agreement.same()) ++false_answers;
  }
  return text + fmt::format("{} attributed, {} of them not the same recording\n", negatives.size(), false_answers);
}

}  // namespace tributary::lab
