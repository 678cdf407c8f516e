// The methods find what they are made to find, in music that is made up here.
#include "lab/composition/measurement/methods.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <numeric>
#include <set>

#include <gtest/gtest.h>

#include "base/test_folder.h"
#include "encoder/drawn_weights.h"
#include "lab/composition/measurement/chroma.h"
#include "lab/composition/measurement/encoding_cache.h"
#include "lab/composition/measurement/feature_cache.h"
#include "lab/composition/measurement/key_alignment.h"
#include "lab/composition/measurement/small_catalogs.h"
#include "lab/composition/measurement/tier_methods.h"
#include "lab/random/random.h"

namespace tributary::lab {
namespace {

constexpr double kUnseen = -std::numeric_limits<double>::infinity();

// A tune of one note every `frames_per_note` frames, as levels.
dsp::ConstantQSpectrum tune(std::uint64_t seed, std::size_t notes, std::size_t frames_per_note, std::size_t semitones) {
  dsp::ConstantQSpectrum spectrum{notes * frames_per_note, {}};
  spectrum.levels.resize(spectrum.frames * dsp::kConstantQBins);
  Random random(seed);
  for (std::size_t note = 0; note < notes; ++note) {
    const std::size_t bin = (24 + random.below(24) + semitones) * 3 + 1;
    for (std::size_t frame = note * frames_per_note; frame < (note + 1) * frames_per_note; ++frame)
      spectrum.levels[frame * dsp::kConstantQBins + bin] = 150;
  }
  return spectrum;
}

// Frames [from, to) of a spectrum.
dsp::ConstantQSpectrum part(const dsp::ConstantQSpectrum& whole, std::size_t from, std::size_t to) {
  const auto at = [&](std::size_t frame) {
    return whole.levels.begin() + static_cast<std::ptrdiff_t>(frame * dsp::kConstantQBins);
  };
  return {to - from, {at(from), at(to)}};
}

RecordingFeatures features_of(const dsp::ConstantQSpectrum& spectrum) {
  RecordingFeatures features;
  features.chroma = chroma_of(spectrum);
  features.fourier = fourier_magnitudes(features.chroma);
  features.network = features.chroma;  // what a network would say is not the matter here
  features.segments = features.fourier;
  features.stored.segments.resize(features.fourier.count() * index::kCompositionSegmentValues, 1);  // all alike
  features.stored.frames.resize(features.chroma.frames * index::kCompositionFrameValues);
  for (std::size_t frame = 0; frame < features.chroma.frames; ++frame)
    for (std::size_t pitch = 0; pitch < 12; ++pitch)
      features.stored.frames[frame * index::kCompositionFrameValues + pitch] =
          static_cast<std::int8_t>(3 * features.chroma.values[pitch * features.chroma.frames + frame]);
  return features;
}

TEST(Chroma, IsOfUnitNormAndSilenceIsZero) {
  dsp::ConstantQSpectrum spectrum = tune(1, 20, 8, 0);
  spectrum.levels.resize(2 * spectrum.levels.size());
  spectrum.frames *= 2;
  const PitchClassFrames chroma = chroma_of(spectrum);
  ASSERT_EQ(chroma.frames, 80U);
  for (const std::size_t frame : {std::size_t{3}, std::size_t{60}}) {
    double squares = 0;
    for (std::size_t pitch = 0; pitch < 12; ++pitch)
      squares += std::pow(static_cast<double>(chroma.values[pitch * chroma.frames + frame]), 2);
    EXPECT_NEAR(squares, frame < 40 ? 1 : 0, 1e-4);
  }
}

TEST(KeyAlignment, FindsAPassageInAnotherKeyAndTempo) {
  const PitchClassFrames reference = chroma_of(tune(1, 60, 16, 0));
  const PitchClassFrames query = chroma_of(part(tune(1, 60, 12, 4), 20 * 12, 45 * 12));  // notes 20 to 45
  const SubsequenceAlignment found = align_over_keys(query, reference);
  EXPECT_GT(found.score, 0.8);
  EXPECT_NEAR(static_cast<double>(found.begin), 20 * 4, 3);
  EXPECT_NEAR(static_cast<double>(found.end), 45 * 4, 3);
  EXPECT_LT(align_over_keys(query, chroma_of(tune(2, 60, 16, 0))).score, found.score - 0.2F);
  EXPECT_EQ(align_over_keys(query, PitchClassFrames{1, 0, {}}).score, -1);
}

TEST(FourierMagnitudes, DoNotChangeWithTheKey) {
  const SegmentVectors vectors = fourier_magnitudes(chroma_of(tune(1, 60, 16, 0)));
  ASSERT_EQ(vectors.count(), 7U);  // 240 features
  const SegmentVectors higher = fourier_magnitudes(chroma_of(tune(1, 60, 16, 5)));
  EXPECT_NEAR(nearest_segments(vectors, higher), 1, 1e-3);
  EXPECT_LT(nearest_segments(vectors, fourier_magnitudes(chroma_of(tune(2, 60, 16, 0)))), 0.95);
}

TEST(CohortNormalisation, IsTheDistanceFromTheOthersInDeviations) {
  const std::vector<Match> matches = {{5, {}}, {1, {}}, {2, {}}, {3, {}}, {kUnseen, {}}};
  const std::vector<std::size_t> cohort = {0, 1, 2, 3, 4};
  const std::vector<Match> normalised = cohort_normalised(matches, cohort);
  EXPECT_NEAR(normalised[0].score, 3, 1e-6);  // of 1, 2 and 3
  EXPECT_EQ(normalised[4].score, kUnseen);
  EXPECT_EQ(cohort_normalised(matches, std::vector<std::size_t>{0})[1].score, 0);
}

TEST(Methods, AlignsCandidatesOnlyAndFindsTheTune) {
  std::vector<RecordingFeatures> catalog;
  for (std::uint64_t seed = 0; seed < 8; ++seed) catalog.push_back(features_of(tune(seed, 60, 16, 0)));
  const RecordingFeatures query = features_of(part(tune(3, 60, 16, 2), 320, 620));
  for (const MethodMatches& method : Methods(catalog, {3, 4}).match(query)) {
    ASSERT_EQ(method.matches.size(), 8U) << method.method;
    std::size_t best = 0;
    std::size_t seen = 0;
    for (std::size_t i = 0; i < 8; ++i) {
      if (method.matches[i].score > method.matches[best].score) best = i;
      if (!std::isinf(method.matches[i].score)) ++seen;
    }
    EXPECT_EQ(best, 3U) << method.method;
    EXPECT_EQ(seen, method.method.find("alignment") != std::string::npos ? 3U : 8U) << method.method;
    if (!method.matches[best].passage) continue;
    EXPECT_NEAR(method.matches[best].passage->recording_start_s, 16, 0.5) << method.method;
    EXPECT_NEAR(method.matches[best].passage->recording_end_s, 31, 0.5) << method.method;
  }
}

// Tunes of no catalog.
const trace::StandingCohort& strangers() {
  static const trace::StandingCohort kStrangers = [] {
    std::vector<index::CompositionFeatures> members;
    for (std::uint64_t seed = 900; seed < 960; ++seed) members.push_back(features_of(tune(seed, 60, 16, 0)).stored);
    return trace::StandingCohort(members);
  }();
  return kStrangers;
}

// Pieces of the same features whose segments tell nothing: every part of the tier has to do its work.
TEST(TierMethods, FindTheTuneButForTheOneThatDoesNotTranspose) {
  std::vector<RecordingFeatures> catalog;
  StoredFeatures stored;
  catalog.reserve(30);
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    catalog.push_back(features_of(tune(seed, 60, 16, 0)));
    stored.push_back(&catalog.back().stored);
  }
  const RecordingFeatures query = features_of(part(tune(3, 60, 16, 2), 320, 620));
  EXPECT_EQ(TierMethods(stored, false, strangers()).match(query.stored).size(), 1U);
  const auto all = TierMethods(stored, true, strangers()).match(query.stored);
  ASSERT_EQ(all.size(), 5U);
  for (const MethodMatches& method : all) {
    ASSERT_EQ(method.matches.size(), 30U) << method.method;
    if (method.method == "segments only") continue;
    const auto by_score = [](const Match& a, const Match& b) { return a.score < b.score; };
    const auto best = std::max_element(method.matches.begin(), method.matches.end(), by_score);
    const bool is_right = best == method.matches.begin() + 3;
    EXPECT_EQ(is_right, method.method != "composition tier, one key") << method.method;
    EXPECT_EQ(best->passage.has_value(), method.method != "composition tier, frames in any order") << method.method;
  }
  EXPECT_GT(all[0].matches[3].score, *all[0].threshold);
}

TEST(TierMethods, JudgeTheSameRegionsAtEveryWanderCost) {
  std::vector<RecordingFeatures> catalog;
  StoredFeatures stored;
  catalog.reserve(30);
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    catalog.push_back(features_of(tune(seed, 60, 16, 0)));
    stored.push_back(&catalog.back().stored);
  }
  const RecordingFeatures query = features_of(part(tune(3, 60, 16, 2), 320, 620));
  const auto all = TierMethods(stored, false, strangers(), {trace::kWanderCost, 0}).match(query.stored);
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[2].method, "composition tier, wander cost 0");
  for (std::size_t i = 0; i < stored.size(); ++i)
    if (!std::isinf(all[0].matches[i].score))
      EXPECT_NEAR(all[1].matches[i].score, all[0].matches[i].score, 1e-9);
    else
      EXPECT_TRUE(std::isinf(all[1].matches[i].score));
  EXPECT_GT(all[0].matches[3].score, all[2].matches[3].score + 0.5);  // it keeps its tempo
}

TEST(SmallCatalogs, HoldTheRightRecordingAndFewOthers) {
  std::vector<RecordingFeatures> catalog;
  StoredFeatures stored;
  catalog.reserve(60);
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    catalog.push_back(features_of(tune(seed, 60, 16, 0)));
    stored.push_back(&catalog.back().stored);
  }
  const SmallCatalogs small(stored, strangers());
  const RecordingFeatures query = features_of(part(tune(3, 60, 16, 2), 320, 620));
  std::set<std::size_t> sizes;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const auto found = small.match(query.stored, {3}, seed);
    ASSERT_EQ(found.size(), 1U);
    ASSERT_EQ(found[0].matches.size(), 60U);
    EXPECT_GT(found[0].matches[3].score, *found[0].threshold) << seed;
    std::size_t seen = 0;
    for (const Match& match : found[0].matches)
      if (!std::isinf(match.score)) ++seen;
    EXPECT_LE(seen, SmallCatalogs::kMost);
    sizes.insert(seen);
  }
  EXPECT_GT(sizes.size(), 1U);
}

TEST(FeatureCache, KeepsWhatAnIndexStores) {
  const TestFolder folder;
  const auto path = folder / "features.tensors";
  const index::CompositionFeatures features = features_of(tune(1, 60, 16, 0)).stored;
  auto first = FeatureCache::open(path);
  ASSERT_TRUE(first.ok());
  EXPECT_FALSE(first->find("distractor 1"));
  first->put("distractor 1", features);
  ASSERT_TRUE(first->write(path).ok());
  const auto second = FeatureCache::open(path);
  ASSERT_TRUE(second.ok()) << second.error().message;
  EXPECT_EQ(second->made(), 0U);
  EXPECT_EQ(second->find("distractor 1"), features);
  EXPECT_FALSE(second->find("distractor 2"));
}

TEST(EncodingCache, SparesTheNetworkWhatItHasHeard) {
  const TestFolder folder;
  const auto path = folder / "encodings.tensors";
  const auto weights = encoder::CompositionWeights::from_tensors(encoder::drawn_weights("small", 1), "drawn");
  ASSERT_TRUE(weights.ok());
  encoder::CompositionNetwork network = std::move(encoder::CompositionNetwork::make(*weights).value());
  const dsp::ConstantQSpectrum spectrum = tune(1, 20, 16, 0);
  auto first = EncodingCache::open(path);
  ASSERT_TRUE(first.ok());
  const auto made = first->encode(network, spectrum.levels);
  ASSERT_TRUE(made.ok() && first->write(path).ok());
  EXPECT_EQ(first->made(), 1U);
  auto second = EncodingCache::open(path);
  ASSERT_TRUE(second.ok()) << second.error().message;
  const auto kept = second->encode(network, spectrum.levels);
  ASSERT_TRUE(kept.ok());
  EXPECT_EQ(second->made(), 0U);
  EXPECT_EQ(kept->frames, made->frames);
  EXPECT_EQ(kept->vectors, made->vectors);
  EXPECT_EQ(kept->segments, made->segments);
}

}  // namespace
}  // namespace tributary::lab
