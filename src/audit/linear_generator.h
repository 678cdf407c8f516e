// A generator of one linear layer whose gradients are known in closed form: for tests.
#pragma once

#include <cmath>
#include <limits>
#include <utility>

#include "audit/generator.h"

namespace tributary::audit {

// Foresees the velocity from an item to noise as a matrix times their mixture.
class LinearGenerator : public Generator {
 public:
  LinearGenerator(std::size_t frames, std::size_t bands, std::uint64_t seed)
      : weights_(noise_of(seed, frames * bands * frames * bands)) {
    for (float& weight : weights_) weight *= 0.2F;
    info_ = {"linear-" + std::to_string(seed), frames, bands, {"folk"}, {{"all", frames * bands, frames * bands}}};
  }

  const GeneratorInfo& info() const override { return info_; }

  Result<std::vector<float>> losses(const ItemBatch& batch, const Draw& draw) override {
    if (fails_) return Error{ErrorCode::kInternal, "linear: its losses are not finite numbers"};
    std::vector<float> losses;
    for (std::size_t i = 0; i < batch.tags.size(); ++i) {
      double sum = 0;
      for (const double error : pass(item(batch, i), draw).errors) sum += error * error;
      losses.push_back(static_cast<float>(sum / static_cast<double>(size())));
    }
    return losses;
  }

  Result<std::vector<float>> gradients(const ItemBatch& batch, const Draw& draw,
                                       const Projection& projection) override {
    if (fails_) return Error{ErrorCode::kInternal, "linear: its gradients are not finite numbers"};
    ++calls_;
    std::vector<float> all;
    for (std::size_t i = 0; i < batch.tags.size(); ++i) {
      const Pass passed = pass(item(batch, i), draw);
      const std::vector<double> left = seen(projection[0].left, projection[0].left_rank, passed.errors);
      const std::vector<double> right = seen(projection[0].right, projection[0].right_rank, passed.mixed);
      for (const double l : left)
        for (const double r : right) all.push_back(static_cast<float>(2 * l * r / static_cast<double>(size())));
    }
    return all;
  }

  Result<void> move_weights(std::span<const float> by) override {
    for (std::size_t i = 0; i < weights_.size(); ++i) weights_[i] += by[i];
    return {};
  }

  void fail() { fails_ = true; }
  std::size_t calls() const { return calls_; }

 private:
  struct Pass {
    std::vector<double> mixed;
    std::vector<double> errors;
  };

  std::size_t size() const { return info_.frames * info_.bands; }

  std::span<const float> item(const ItemBatch& batch, std::size_t i) const {
    return batch.levels.subspan(i * size(), size());
  }

  Pass pass(std::span<const float> x, const Draw& draw) const {
    const std::vector<float> noise = noise_of(draw.seed, size());
    Pass passed;
    for (std::size_t k = 0; k < size(); ++k)
      passed.mixed.push_back((1 - draw.time) * static_cast<double>(x[k]) + draw.time * static_cast<double>(noise[k]));
    for (std::size_t o = 0; o < size(); ++o) {
      double sum = static_cast<double>(x[o]) - static_cast<double>(noise[o]);
      for (std::size_t k = 0; k < size(); ++k) sum += static_cast<double>(weights_[o * size() + k]) * passed.mixed[k];
      passed.errors.push_back(sum);
    }
    return passed;
  }

  static std::vector<double> seen(const std::vector<float>& matrix, std::size_t rank, const std::vector<double>& side) {
    std::vector<double> result(rank);
    for (std::size_t r = 0; r < rank; ++r)
      for (std::size_t k = 0; k < side.size(); ++k)
        result[r] += static_cast<double>(matrix[r * side.size() + k]) * side[k];
    return result;
  }

  GeneratorInfo info_;
  std::vector<float> weights_;
  bool fails_ = false;
  std::size_t calls_ = 0;
};

}  // namespace tributary::audit
