#include "pipeline/listener.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

#include <fmt/core.h>

#include "base/hash.h"
#include "encoder/shipped_weights.h"
#include "encoder/tensor_file.h"
#include "index/composition_cohort.h"
#include "index/composition_file.h"
#include "index/style_file.h"

namespace tributary::pipeline {
namespace {

constexpr const char* kShippedComposition = "the weights of the composition network that are part of this program";
constexpr const char* kShippedCohort = "the composition cohort that is part of this program";
constexpr const char* kShippedStyle = "the weights of the style encoder that are part of this program";

// Rises where the same weights would give other features.
constexpr int kListeningVersion = 1;

std::string name_of(const char* tier, std::span<const std::byte> weights, std::uint32_t format_version) {
  const std::string parts =
      fmt::format("{} {} {} {}", tier, base::checksum128_hex(weights), kListeningVersion, format_version);
  return base::checksum128_hex(std::as_bytes(std::span(parts)));
}

}  // namespace

Result<Listener> Listener::create() {
  Listener listener;
  const std::span<const std::byte> composition = encoder::shipped_composition_weights();
  TRIBUTARY_ASSIGN(const auto network, encoder::decode_tensor_file(composition, kShippedComposition));
  TRIBUTARY_ASSIGN(auto weights, encoder::CompositionWeights::from_tensors(network, kShippedComposition));
  listener.composition_weights_ = std::make_shared<const encoder::CompositionWeights>(std::move(weights));
  listener.composition_name_ = name_of("composition", composition, index::kCompositionVersion);
  TRIBUTARY_ASSIGN(auto cohort, index::decode_cohort(encoder::shipped_composition_cohort(), kShippedCohort));
  if (cohort.weights != base::checksum128_hex(composition))
    return Error{ErrorCode::kInternal, std::string(kShippedCohort) + " was heard by other weights"};
  listener.composition_cohort_ = std::make_shared<const index::CompositionCohort>(std::move(cohort));

  const std::span<const std::byte> style = encoder::shipped_style_weights();
  TRIBUTARY_ASSIGN(const auto map, encoder::decode_tensor_file(style, kShippedStyle));
  TRIBUTARY_ASSIGN(auto style_encoder, encoder::StyleEncoder::from_tensors(map, kShippedStyle));
  listener.style_ = std::make_shared<const encoder::StyleEncoder>(std::move(style_encoder));
  listener.style_name_ = name_of("style", style, index::kStyleVersion);
  return listener;
}

}  // namespace tributary::pipeline
