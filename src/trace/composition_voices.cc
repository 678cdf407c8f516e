#include "trace/composition_voices.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <numeric>

namespace tributary::trace {
namespace {

constexpr std::size_t kValues = index::kCompositionFrameValues;
constexpr double kPerSecond = index::kCompositionFramesPerSecond;
constexpr double kFitReach_s = 2;  // around the moment: single frames are too noisy
constexpr std::size_t kFewestFrames = 5;

// A frame of unit length, `semitones` higher; zeros stay zeros.
std::array<float, kValues> unit_frame(std::span<const std::int8_t> levels, int semitones) {
  constexpr std::size_t kClasses = index::kCompositionPitchClasses;
  const auto shift = static_cast<std::size_t>((semitones % 12 + 12) % 12);
  std::array<float, kValues> frame{};
  float power = 0;
  for (std::size_t i = 0; i < kValues; ++i) {
    const std::size_t pitch = i % kClasses;
    frame[i - pitch + (pitch + shift) % kClasses] = levels[i];
    power += static_cast<float>(levels[i]) * static_cast<float>(levels[i]);
  }
  if (power > 0)
    for (float& value : frame) value /= std::sqrt(power);
  return frame;
}

void subtract_mean(std::vector<float>& frames) {
  std::array<float, kValues> mean{};
  const auto count = static_cast<float>(frames.size() / kValues);
  for (std::size_t i = 0; i < frames.size(); ++i) mean[i % kValues] += frames[i] / count;
  for (std::size_t i = 0; i < frames.size(); ++i) frames[i] -= mean[i % kValues];
}

double dot(std::span<const float> a, std::span<const float> b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

bool sounds(const CompositionMatch& match, double second) {
  return match.region.query_begin_s <= second && second < match.region.query_end_s;
}

// The non-negative weights with which rows of `gram` (products of what is mixed) come nearest to `target` (their
// products with the mix): coordinate descent, which converges as the problem is convex.
std::vector<double> fit(const std::vector<std::vector<double>>& gram, const std::vector<double>& target) {
  constexpr int kRounds = 50;
  std::vector<double> weights(target.size(), 0);
  for (int round = 0; round < kRounds; ++round)
    for (std::size_t i = 0; i < weights.size(); ++i) {
      if (gram[i][i] <= 0) continue;
      double rest = target[i];
      for (std::size_t j = 0; j < weights.size(); ++j)
        if (j != i) rest -= gram[i][j] * weights[j];
      weights[i] = std::max(0.0, rest / gram[i][i]);
    }
  return weights;
}

}  // namespace

std::size_t CompositionVoices::Passage::end() const { return first + frames.size() / kValues; }

CompositionVoices::CompositionVoices(const index::CompositionFeatures& query, std::span<const CompositionClaim> claims)
    : claims_(claims), by_score_(claims.size()), same_music_(claims.size() * claims.size(), false) {
  if (claims.empty()) return;
  for (std::size_t frame = 0; frame < query.frame_count(); ++frame) {
    const auto unit = unit_frame(std::span(query.frames).subspan(frame * kValues, kValues), 0);
    query_.frames.insert(query_.frames.end(), unit.begin(), unit.end());
  }
  subtract_mean(query_.frames);
  for (const CompositionClaim& claim : claims) passages_.push_back(passage_of(claim, query.frame_count()));
  std::iota(by_score_.begin(), by_score_.end(), std::size_t{0});
  std::stable_sort(by_score_.begin(), by_score_.end(), [&](std::size_t a, std::size_t b) {
    return claims[a].match->normalised_score > claims[b].match->normalised_score;
  });
  for (std::size_t a = 0; a < claims.size(); ++a)
    for (std::size_t b = 0; b < a; ++b)
      same_music_[a * claims.size() + b] = same_music_[b * claims.size() + a] = is_same_music(a, b);
}

CompositionVoices::Passage CompositionVoices::passage_of(const CompositionClaim& claim, std::size_t query_frames) {
  const CompositionRegion& region = claim.match->region;
  Passage passage;
  passage.first = static_cast<std::size_t>(std::max(0.0, std::ceil(region.query_begin_s * kPerSecond)));
  const auto end = std::min(query_frames, static_cast<std::size_t>(std::max(0.0, region.query_end_s * kPerSecond)));
  const double ratio =
      (region.reference_end_s - region.reference_begin_s) / std::max(1e-3, region.query_end_s - region.query_begin_s);
  for (std::size_t frame = passage.first; frame < end; ++frame) {
    const double query_s = static_cast<double>(frame) / kPerSecond;
    const double there = (region.reference_begin_s + (query_s - region.query_begin_s) * ratio) * kPerSecond;
    const auto last = static_cast<double>(claim.reference->frame_count()) - 1;
    if (last < 0) break;
    const auto place = static_cast<std::size_t>(std::lround(std::clamp(there, 0.0, last)));
    const auto unit =
        unit_frame(std::span(claim.reference->frames).subspan(place * kValues, kValues), region.transposition);
    passage.frames.insert(passage.frames.end(), unit.begin(), unit.end());
  }
  subtract_mean(passage.frames);
  return passage;
}

// The correlation of the frames that both have; 0 where those are too few.
double CompositionVoices::agreement(const Passage& a, const Passage& b) const {
  const std::size_t first = std::max(a.first, b.first);
  const std::size_t end = std::min(a.end(), b.end());
  if (end < first + kFewestFrames) return 0;
  const std::size_t size = (end - first) * kValues;
  const auto from_a = std::span(a.frames).subspan((first - a.first) * kValues, size);
  const auto from_b = std::span(b.frames).subspan((first - b.first) * kValues, size);
  const double power = dot(from_a, from_a) * dot(from_b, from_b);
  return power > 0 ? dot(from_a, from_b) / std::sqrt(power) : 0;
}

bool CompositionVoices::is_same_music(std::size_t a, std::size_t b) const {
  if (claims_[a].work_id == claims_[b].work_id) return true;
  const double with_query = std::min(agreement(query_, passages_[a]), agreement(query_, passages_[b]));
  return agreement(passages_[a], passages_[b]) >= with_query / 2;
}

std::vector<CompositionVoice> CompositionVoices::at(double second) const {
  std::vector<CompositionVoice> voices;
  for (const std::size_t claim : by_score_) {
    if (!sounds(*claims_[claim].match, second)) continue;
    const auto own = std::find_if(voices.begin(), voices.end(), [&](const CompositionVoice& voice) {
      return same_music_[voice.claims.front() * claims_.size() + claim];
    });
    if (own == voices.end()) {
      voices.push_back({{claim}, 1});
    } else {
      own->claims.push_back(claim);
    }
  }
  if (voices.size() > 1) fit_parts(second, voices);
  return voices;
}

void CompositionVoices::fit_parts(double second, std::vector<CompositionVoice>& voices) const {
  const auto near = [&](const Passage& passage) {  // zeros where it has nothing
    const auto centre = static_cast<std::ptrdiff_t>(std::lround(second * kPerSecond));
    const auto reach = static_cast<std::ptrdiff_t>(kFitReach_s * kPerSecond);
    std::vector<float> frames;
    for (std::ptrdiff_t frame = centre - reach; frame <= centre + reach; ++frame) {
      const auto place = frame - static_cast<std::ptrdiff_t>(passage.first);
      const bool is_there = place >= 0 && static_cast<std::size_t>(place) < passage.frames.size() / kValues;
      for (std::size_t i = 0; i < kValues; ++i)
        frames.push_back(is_there ? passage.frames[static_cast<std::size_t>(place) * kValues + i] : 0.0F);
    }
    return frames;
  };
  const std::vector<float> query = near(query_);
  std::vector<std::vector<float>> sources;
  for (const CompositionVoice& voice : voices) sources.push_back(near(passages_[voice.claims.front()]));
  std::vector<std::vector<double>> gram(voices.size(), std::vector<double>(voices.size()));
  std::vector<double> target(voices.size());
  for (std::size_t i = 0; i < voices.size(); ++i) {
    target[i] = dot(query, sources[i]);
    for (std::size_t j = 0; j < voices.size(); ++j) gram[i][j] = dot(sources[i], sources[j]);
  }
  std::vector<double> parts = fit(gram, target);
  for (double& part : parts) part *= part;
  const double sum = std::accumulate(parts.begin(), parts.end(), 0.0);
  for (std::size_t i = 0; i < voices.size(); ++i)
    voices[i].part = sum > 0 ? parts[i] / sum : 1.0 / static_cast<double>(voices.size());
}

}  // namespace tributary::trace
