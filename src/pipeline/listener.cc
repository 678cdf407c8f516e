#include "pipeline/listener.h"

#include <span>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "base/hash.h"
#include "encoder/shipped_weights.h"
#include "encoder/tensor_file.h"
#include "index/composition_file.h"

namespace tributary::pipeline {
namespace {

constexpr const char* kShipped = "the weights of the composition network that are part of this program";

// Rises where the same weights would give other features.
constexpr int kListeningVersion = 1;

}  // namespace

Result<Listener> Listener::create() {
  const std::span<const std::byte> bytes = encoder::shipped_composition_weights();
  TRIBUTARY_ASSIGN(const std::vector<encoder::NamedTensor> tensors, encoder::decode_tensor_file(bytes, kShipped));
  TRIBUTARY_ASSIGN(encoder::CompositionWeights weights, encoder::CompositionWeights::from_tensors(tensors, kShipped));
  const std::string parts =
      fmt::format("composition {} {} {}", base::checksum128_hex(bytes), kListeningVersion, index::kCompositionVersion);
  Listener listener;
  listener.composition_weights_ = std::make_shared<const encoder::CompositionWeights>(std::move(weights));
  listener.composition_name_ = base::checksum128_hex(std::as_bytes(std::span(parts)));
  return listener;
}

}  // namespace tributary::pipeline
