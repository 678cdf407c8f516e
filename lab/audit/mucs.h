// MUCS: unlearning a query by training against it, and who is unlearned with it (arXiv 2605.17938).
#pragma once

#include <cstdint>
#include <vector>

#include "audit/generator.h"
#include "audit/segment_set.h"
#include "tributary/result.h"

namespace tributary::lab {

struct MucsSettings {
  double learning_rate = 2e-4;  // a tenth of that of training
  double weight = 0.2;          // of the query's loss, which rises, beside the mean loss of a batch, which falls
  std::size_t batch_items = 16;
  std::size_t most_steps = 200;
  std::size_t steps_between_checks = 10;
  double forgotten = 0.95;  // stops where the query's loss is such a part of that of a network that learned nothing
  std::size_t draws = 32;   // under which losses are compared, of the noisiest 70% of the schedule; published: 100
  std::uint64_t seed = 1;
};

// The losses of segments before anything is unlearned: the same for every query.
Result<std::vector<std::vector<float>>> mucs_losses(audit::Generator& generator, const audit::ItemBatch& segments,
                                                    const MucsSettings& settings);

struct MucsScores {
  std::vector<double> scores;  // of each segment
  std::size_t steps = 0;
};

// Steps of Adam on the weights of layers whose names end in _up and _down lower mean l(segments) - weight *
// min(l(query), l of `untrained`); the score of a segment is the mean over the draws of (l_after - l_before) / (l_after
// + l_before + 1e-3). `before` is of mucs_losses. The weights are put back. kInvalidInput where no layer has such a
// name.
Result<MucsScores> mucs_scores(audit::Generator& generator, audit::Generator& untrained, const audit::ItemBatch& query,
                               const audit::ItemBatch& segments, const std::vector<std::vector<float>>& before,
                               const MucsSettings& settings);

}  // namespace tributary::lab
