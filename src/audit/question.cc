#include "audit/question.h"

#include <algorithm>
#include <numeric>
#include <vector>

#include "audit/attribution.h"
#include "audit/segment_levels.h"
#include "audit/sparse_scores.h"
#include "audit/unlearning.h"

namespace tributary::audit {
namespace {

Result<double> mean_loss(Generator& generator, const Witnesses& witnesses, const Suspect& suspect,
                         const std::string& tag) {
  const std::vector<std::int64_t> tags(suspect.segments, tag_number(generator.info(), tag));
  TRIBUTARY_ASSIGN(const std::vector<double> losses,
                   mean_losses(generator, {suspect.levels, tags}, witnesses.store.plan().settings));
  return std::accumulate(losses.begin(), losses.end(), 0.0) / static_cast<double>(losses.size());
}

// The segment of the track whose own score for a row is the highest.
std::size_t moved_most(const GradientStore& store, std::size_t row, std::span<const float> asked) {
  const std::vector<float> learned = store.row(row);
  std::size_t best = 0;
  double highest = 0;
  for (std::size_t start = 0; start < asked.size(); start += learned.size()) {
    double score = 0;
    for (std::size_t k = 0; k < learned.size(); ++k)
      score += static_cast<double>(learned[k]) * static_cast<double>(asked[start + k]);
    if (start > 0 && score <= highest) continue;
    best = start / learned.size();
    highest = score;
  }
  return best;
}

SegmentInfluence influence_of(const GradientStore& store, const Suspect& suspect, std::size_t row, float score,
                              std::span<const float> asked) {
  const Segment segment = store.segment(row);
  const double length_s = dsp::constant_q_frames_to_seconds(static_cast<double>(store.plan().frames));
  const double start_s = suspect.starts_s[moved_most(store, row, asked)];
  return {segment.recording,          segment.work, segment.owner,      segment.start_s,
          segment.start_s + length_s, start_s,      start_s + length_s, static_cast<double>(score)};
}

}  // namespace

Result<AuditAnswer> ask(const Witnesses& witnesses, const Suspect& suspect, const QuestionSettings& settings) {
  const GradientStore& store = witnesses.store;
  const std::vector<std::int64_t> tags(suspect.segments, tag_number(witnesses.model.info(), settings.tag));
  TRIBUTARY_ASSIGN(const std::vector<float> asked, query_rows(store.plan(), witnesses.model, {suspect.levels, tags}));
  // Products are linear in the query: their mean over the segments is that of their mean row.
  std::vector<float> mean(store.plan().columns);
  for (std::size_t i = 0; i < asked.size(); ++i)
    mean[i % mean.size()] += asked[i] / static_cast<float>(suspect.segments);
  const std::vector<float> products = store.products(mean, settings.threads);
  Evidence evidence{sparse_scores(products, witnesses.holdings.weight_of), 0, witnesses.reference != nullptr,
                    sameness(store, products)};
  if (evidence.has_reference) {
    TRIBUTARY_ASSIGN(const double without, mean_loss(*witnesses.reference, witnesses, suspect, settings.tag));
    TRIBUTARY_ASSIGN(const double with, mean_loss(witnesses.model, witnesses, suspect, settings.tag));
    evidence.likelihood_gain = without - with;
  }
  AuditAnswer answer;
  answer.query_sha256 = suspect.sha256;
  answer.query_duration_s = suspect.duration_s;
  answer.tag = settings.tag;
  answer.checkpoint = store.plan().checkpoint;
  answer.store = store.name();
  if (witnesses.reference != nullptr) answer.reference_checkpoint = witnesses.reference->info().checkpoint;
  attribute(store, witnesses.holdings, evidence, witnesses.calibration, answer);
  for (const std::size_t row : strongest_rows(evidence.scores, settings.influences))
    answer.influences.push_back(influence_of(store, suspect, row, evidence.scores[row], asked));
  return answer;
}

}  // namespace tributary::audit
