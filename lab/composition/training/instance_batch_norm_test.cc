// Instance-and-batch normalisation is libtorch's instance normalisation of some channels and its batch normalisation of
// the others.
#include "lab/composition/training/instance_batch_norm.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <gtest/gtest.h>

namespace tributary::lab {
namespace {

constexpr std::int64_t kByInstance = 3;
constexpr std::int64_t kByBatch = 2;

struct Case {
  at::Generator generator = at::make_generator<at::CPUGeneratorImpl>(7);
  at::Tensor x = drawn({4, 5, 6, 7}) + 2 * drawn({4, 5, 1, 1});  // examples differ in their means
  InstanceBatchNorm state{drawn({5}), drawn({5}), at::zeros({kByBatch}), at::ones({kByBatch})};

  at::Tensor drawn(at::IntArrayRef shape) const { return at::empty(shape).normal_(0, 1, generator); }

  // As libtorch does it, with batch statistics of its own.
  at::Tensor expected(at::Tensor& mean, at::Tensor& variance, bool training) const {
    const at::Tensor instance =
        at::instance_norm(x.narrow(1, 0, kByInstance), state.scale.narrow(0, 0, kByInstance),
                          state.shift.narrow(0, 0, kByInstance), {}, {}, true, 0, kNormalisationEpsilon, false);
    const at::Tensor batch =
        at::batch_norm(x.narrow(1, kByInstance, kByBatch), state.scale.narrow(0, kByInstance, kByBatch),
                       state.shift.narrow(0, kByInstance, kByBatch), mean, variance, training, kNormalisationMomentum,
                       kNormalisationEpsilon, false);
    return at::cat({instance, batch}, 1);
  }
};

double largest_difference(const at::Tensor& a, const at::Tensor& b) { return (a - b).abs().max().item<double>(); }

TEST(InstanceBatchNorm, does_to_each_half_what_libtorch_does) {
  const Case given;
  at::Tensor mean = at::zeros({kByBatch});
  at::Tensor variance = at::ones({kByBatch});
  for (const bool training : {true, false}) {
    const at::Tensor expected = given.expected(mean, variance, training);
    const at::Tensor found =
        instance_batch_norm(given.x.contiguous(at::MemoryFormat::ChannelsLast), given.state, training);
    // The variance that libtorch records is divided by one less.
    EXPECT_LT(largest_difference(found, expected), training ? 1e-4 : 5e-3);
    EXPECT_TRUE(found.is_contiguous(at::MemoryFormat::ChannelsLast));
    EXPECT_LT(largest_difference(given.state.mean, mean), 1e-5);
    EXPECT_LT(largest_difference(given.state.variance, variance), 5e-3);
  }
}

TEST(InstanceBatchNorm, is_the_same_in_half_the_precision_to_within_it) {
  const Case given;
  const at::Tensor exact = instance_batch_norm(given.x, given.state, false);
  const at::Tensor coarse = instance_batch_norm(given.x.to(at::kBFloat16), given.state, false);
  EXPECT_EQ(coarse.scalar_type(), at::kBFloat16);
  EXPECT_LT(largest_difference(exact, coarse.to(at::kFloat)), 0.1);
}

}  // namespace
}  // namespace tributary::lab
