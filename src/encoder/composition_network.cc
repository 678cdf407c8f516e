#include "encoder/composition_network.h"

#include <algorithm>
#include <exception>
#include <string>
#include <utility>

namespace tributary::encoder {
namespace {

constexpr std::size_t kReach = FrameNetwork::kReachFrames;
constexpr std::size_t kHopFrames = std::size_t{kSegmentHopFeatures} * kFramesPerFeature;
constexpr std::size_t kStretchFrames = 48 * kHopFrames;  // four minutes
constexpr std::size_t kFrameValues = std::size_t{kFeatureChannels} * kPitchClasses;
static_assert(kReach % kHopFrames == 0);

Error failure(const std::exception& error) {  // oneDNN throws
  return {ErrorCode::kInternal, std::string("the composition network failed: ") + error.what()};
}

}  // namespace

Result<CompositionNetwork> CompositionNetwork::make(const CompositionWeights& weights) {
  try {
    return CompositionNetwork(weights);
  } catch (const std::exception& error) {
    return failure(error);
  }
}

Result<void> CompositionNetwork::add(std::span<const std::uint8_t> levels) {
  if (levels.size() % kConstantQBins != 0)
    return Error{ErrorCode::kInvalidInput, "constant-Q levels must be whole frames"};
  try {
    while (!levels.empty()) {
      const std::size_t wanted = (reached_back_ + kStretchFrames + kReach) * kConstantQBins - waiting_.size();
      const auto taken = levels.first(std::min(wanted, levels.size()));
      waiting_.insert(waiting_.end(), taken.begin(), taken.end());
      levels = levels.subspan(taken.size());
      if (taken.size() == wanted) run_stretch(false);
    }
  } catch (const std::exception& error) {
    return failure(error);
  }
  return {};
}

// The frames of a stretch, seen with those around it; all that is left where it is the last.
void CompositionNetwork::run_stretch(bool last) {
  const FrameOutputs outputs = frames_.run(waiting_);
  multiplications_ += frames_.multiplications();
  const std::size_t first = reached_back_ / kFramesPerFeature;
  const std::size_t end = last ? outputs.features : first + kStretchFrames / kFramesPerFeature;
  heard_.frames.insert(heard_.frames.end(), outputs.frames.begin() + static_cast<std::ptrdiff_t>(first * kFrameValues),
                       outputs.frames.begin() + static_cast<std::ptrdiff_t>(end * kFrameValues));
  for (std::size_t i = first; i < end; ++i) {
    if ((heard_.features + i - first) % kSegmentHopFeatures == 0) hops_.emplace_back();
    hops_.back().add(outputs.pooled[i]);
  }
  heard_.features += end - first;
  const std::size_t forgotten = reached_back_ + kStretchFrames - kReach;
  reached_back_ = kReach;
  waiting_.erase(waiting_.begin(),
                 waiting_.begin() + static_cast<std::ptrdiff_t>(std::min(
                                        waiting_.size(), forgotten * static_cast<std::size_t>(kConstantQBins))));
}

Result<CompositionFeatures> CompositionNetwork::finish() {
  try {
    if (waiting_.size() > reached_back_ * kConstantQBins) run_stretch(true);
    if (!hops_.empty()) heard_.vectors = segments_.run(hops_);
  } catch (const std::exception& error) {
    return failure(error);
  }
  heard_.segments = heard_.vectors.size() / kSegmentDimensions;
  waiting_.clear();
  reached_back_ = 0;
  hops_.clear();
  CompositionFeatures result = std::exchange(heard_, {});
  if (result.features == 0) return Error{ErrorCode::kInvalidInput, "there are no constant-Q levels to listen to"};
  return result;
}

Result<CompositionFeatures> CompositionNetwork::encode(std::span<const std::uint8_t> levels) {
  multiplications_ = 0;
  TRIBUTARY_TRY(add(levels));
  return finish();
}

}  // namespace tributary::encoder
