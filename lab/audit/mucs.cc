#include "lab/audit/mucs.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "lab/random/random.h"

namespace tributary::lab {
namespace {

constexpr double kEarliest = 0.3;
constexpr double kFirstDecay = 0.9;
constexpr double kSecondDecay = 0.999;
constexpr double kEpsilon = 1e-8;
constexpr std::size_t kItemsAtOnce = 64;

bool moves(const std::string& layer) { return layer.ends_with("_up") || layer.ends_with("_down"); }

// Layers that move are seen whole, the others as one number that is zero.
audit::Projection moving_layers(const std::vector<audit::LayerShape>& layers) {
  audit::Projection projection = audit::make_projection(layers, 0, 0);
  for (std::size_t i = 0; i < layers.size(); ++i)
    if (!moves(layers[i].name))
      projection[i] = {1, 1, std::vector<float>(layers[i].inputs), std::vector<float>(layers[i].outputs)};
  return projection;
}

// Adam (Kingma, Ba 2015) on the weights that move, which remembers how far it went.
class Walk {
 public:
  Walk(audit::Generator& generator, const audit::Projection& projection, double rate)
      : generator_(generator), projection_(projection), rate_(rate) {
    const std::size_t dimensions = audit::dimensions_of(projection);
    first_.resize(dimensions);
    second_.resize(dimensions);
    for (const audit::LayerShape& layer : generator.info().layers) weights_ += layer.inputs * layer.outputs;
    moved_.resize(weights_);
  }

  Result<void> step(const std::vector<double>& gradient) {
    ++steps_;
    const double first_bias = 1 - std::pow(kFirstDecay, static_cast<double>(steps_));
    const double second_bias = 1 - std::pow(kSecondDecay, static_cast<double>(steps_));
    std::vector<float> by(weights_);
    std::size_t from = 0;
    std::size_t to = 0;
    for (std::size_t l = 0; l < projection_.size(); ++l) {
      const audit::LayerShape& layer = generator_.info().layers[l];
      const std::size_t seen = projection_[l].dimensions();
      for (std::size_t k = 0; moves(layer.name) && k < seen; ++k) {
        const double g = gradient[from + k];
        first_[from + k] = kFirstDecay * first_[from + k] + (1 - kFirstDecay) * g;
        second_[from + k] = kSecondDecay * second_[from + k] + (1 - kSecondDecay) * g * g;
        by[to + k] = static_cast<float>(-rate_ * first_[from + k] / first_bias /
                                        (std::sqrt(second_[from + k] / second_bias) + kEpsilon));
        moved_[to + k] += by[to + k];
      }
      from += seen;
      to += layer.inputs * layer.outputs;
    }
    return generator_.move_weights(by);
  }

  Result<void> go_back() {
    for (float& value : moved_) value = -value;
    return generator_.move_weights(moved_);
  }

 private:
  audit::Generator& generator_;
  const audit::Projection& projection_;
  double rate_;
  std::size_t weights_ = 0;
  std::size_t steps_ = 0;
  std::vector<double> first_;
  std::vector<double> second_;
  std::vector<float> moved_;
};

std::vector<audit::Draw> compared_draws(const MucsSettings& settings) {
  return audit::make_draws(settings.draws, settings.seed, kEarliest, 1);
}

// Losses of one item, the mean over draws.
Result<double> mean_loss(audit::Generator& generator, const audit::ItemBatch& item,
                         const std::vector<audit::Draw>& draws) {
  double sum = 0;
  for (const audit::Draw& draw : draws) {
    TRIBUTARY_ASSIGN(const std::vector<float> losses, generator.losses(item, draw));
    sum += static_cast<double>(losses[0]);
  }
  return sum / static_cast<double>(draws.size());
}

// A batch of segments with the query behind them.
struct Mixed {
  std::vector<float> levels;
  std::vector<std::int64_t> tags;
};

Mixed mixed_batch(const audit::ItemBatch& query, const audit::ItemBatch& segments, std::size_t count, Random& random) {
  Mixed mixed;
  const std::size_t size = query.levels.size();
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t item = random.below(segments.tags.size());
    const auto levels = segments.levels.subspan(item * size, size);
    mixed.levels.insert(mixed.levels.end(), levels.begin(), levels.end());
    mixed.tags.push_back(segments.tags[item]);
  }
  mixed.levels.insert(mixed.levels.end(), query.levels.begin(), query.levels.end());
  mixed.tags.push_back(query.tags[0]);
  return mixed;
}

Result<std::size_t> unlearn(audit::Generator& generator, audit::Generator& untrained, const audit::ItemBatch& query,
                            const audit::ItemBatch& segments, const MucsSettings& settings,
                            const audit::Projection& projection, Walk& walk) {
  const std::vector<audit::Draw> draws = compared_draws(settings);
  TRIBUTARY_ASSIGN(const double nothing, mean_loss(untrained, query, draws));
  const std::size_t dimensions = audit::dimensions_of(projection);
  Random random(settings.seed);
  for (std::size_t step = 0; step < settings.most_steps; ++step) {
    if (step % settings.steps_between_checks == 0) {
      TRIBUTARY_ASSIGN(const double now, mean_loss(generator, query, draws));
      if (now >= settings.forgotten * nothing) return step;
    }
    const audit::Draw draw{random.uniform(0, 1), random.next()};
    TRIBUTARY_ASSIGN(const std::vector<float> least, untrained.losses(query, draw));
    TRIBUTARY_ASSIGN(const std::vector<float> own, generator.losses(query, draw));
    const Mixed mixed = mixed_batch(query, segments, settings.batch_items, random);
    TRIBUTARY_ASSIGN(const std::vector<float> gradients,
                     generator.gradients({mixed.levels, mixed.tags}, draw, projection));
    std::vector<double> sum(dimensions);
    for (std::size_t i = 0; i < mixed.tags.size(); ++i) {
      const bool is_query = i + 1 == mixed.tags.size();
      const double weight = !is_query           ? 1 / static_cast<double>(settings.batch_items)
                            : own[0] < least[0] ? -settings.weight
                                                : 0;
      for (std::size_t k = 0; k < dimensions; ++k)
        sum[k] += weight * static_cast<double>(gradients[i * dimensions + k]);
    }
    TRIBUTARY_TRY(walk.step(sum));
  }
  return settings.most_steps;
}

}  // namespace

Result<std::vector<std::vector<float>>> mucs_losses(audit::Generator& generator, const audit::ItemBatch& segments,
                                                    const MucsSettings& settings) {
  std::vector<std::vector<float>> all;
  const std::size_t size = segments.levels.size() / segments.tags.size();
  for (const audit::Draw& draw : compared_draws(settings)) {
    std::vector<float> losses;
    for (std::size_t first = 0; first < segments.tags.size(); first += kItemsAtOnce) {
      const std::size_t count = std::min(kItemsAtOnce, segments.tags.size() - first);
      TRIBUTARY_ASSIGN(
          const std::vector<float> part,
          generator.losses({segments.levels.subspan(first * size, count * size), segments.tags.subspan(first, count)},
                           draw));
      losses.insert(losses.end(), part.begin(), part.end());
    }
    all.push_back(std::move(losses));
  }
  return all;
}

Result<MucsScores> mucs_scores(audit::Generator& generator, audit::Generator& untrained, const audit::ItemBatch& query,
                               const audit::ItemBatch& segments, const std::vector<std::vector<float>>& before,
                               const MucsSettings& settings) {
  const std::vector<audit::LayerShape>& layers = generator.info().layers;
  if (std::none_of(layers.begin(), layers.end(), [](const audit::LayerShape& l) { return moves(l.name); }))
    return Error{ErrorCode::kInvalidInput, "the model has no layers that are named as those of a perceptron"};
  const audit::Projection projection = moving_layers(layers);
  Walk walk(generator, projection, settings.learning_rate);
  const Result<std::size_t> steps = unlearn(generator, untrained, query, segments, settings, projection, walk);
  const Result<std::vector<std::vector<float>>> after =
      steps ? mucs_losses(generator, segments, settings) : Result<std::vector<std::vector<float>>>(steps.error());
  TRIBUTARY_TRY(walk.go_back());
  if (!after) return after.error();
  MucsScores result{std::vector<double>(segments.tags.size()), *steps};
  for (std::size_t d = 0; d < before.size(); ++d)
    for (std::size_t i = 0; i < result.scores.size(); ++i) {
      const double lt = static_cast<double>(before[d][i]);
      const double lu = static_cast<double>((*after)[d][i]);
      result.scores[i] += (lu - lt) / (lu + lt + 1e-3) / static_cast<double>(before.size());
    }
  return result;
}

}  // namespace tributary::lab
