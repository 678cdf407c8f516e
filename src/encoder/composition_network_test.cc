// What the network's shape promises, whatever its weights: no key, no level, and windows like the whole.
#include "encoder/composition_network.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <random>
#include <span>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "encoder/drawn_weights.h"

namespace tributary::encoder {
namespace {

constexpr std::size_t kBins = kConstantQBins;
constexpr std::size_t kFeature = std::size_t{kFeatureChannels} * kPitchClasses;
constexpr std::size_t kVector = kSegmentDimensions;

// Notes of two partials around bin 105: neither they nor what whitening makes of their neighbourhood comes near the
// ends of the range when they are transposed by 2 semitones down or 3 up.
std::vector<std::uint8_t> made_up_music(std::size_t frames, std::uint32_t seed) {
  std::mt19937 engine(seed);
  std::vector<std::uint8_t> levels(frames * kBins, 0);
  for (std::size_t start = 0; start + 8 < frames; start += 3 + engine() % 5) {
    const std::size_t fundamental = 79 + 3 * (engine() % 7);
    const std::size_t length = 4 + engine() % 12;
    for (std::size_t frame = start; frame < std::min(frames, start + length); ++frame) {
      std::uint8_t* row = &levels[frame * kBins + fundamental];
      const auto fade = static_cast<std::uint8_t>(2 * (frame - start));
      row[0] = static_cast<std::uint8_t>(160 - fade);
      row[1] = row[-1] = static_cast<std::uint8_t>(130 - fade);
      row[36] = static_cast<std::uint8_t>(140 - fade);
    }
  }
  return levels;
}

std::vector<std::uint8_t> transposed(const std::vector<std::uint8_t>& levels, int semitones) {
  std::vector<std::uint8_t> moved(levels.size(), 0);
  for (std::size_t i = 0; i < levels.size(); ++i) {
    const int bin = static_cast<int>(i % kBins) + 3 * semitones;
    if (bin >= 0 && bin < static_cast<int>(kBins)) moved[i - i % kBins + static_cast<std::size_t>(bin)] = levels[i];
  }
  return moved;
}

double cosine(const float* a, const float* b, std::size_t size) {
  double product = 0;
  for (std::size_t i = 0; i < size; ++i) product += static_cast<double>(a[i]) * static_cast<double>(b[i]);
  return product;
}

std::vector<float> rolled(const std::vector<float>& frames, int semitones) {
  std::vector<float> moved(frames.size());
  for (std::size_t i = 0; i < frames.size(); ++i) {
    const std::size_t pitch_class = i % kPitchClasses;
    const auto target = (pitch_class + static_cast<std::size_t>(semitones + 24)) % kPitchClasses;
    moved[i - pitch_class + target] = frames[i];
  }
  return moved;
}

CompositionNetwork network_of(const std::vector<NamedTensor>& tensors) {
  const auto weights = CompositionWeights::from_tensors(tensors, "drawn");
  EXPECT_TRUE(weights.ok());
  return std::move(CompositionNetwork::make(*weights).value());
}

class EveryProfile : public ::testing::TestWithParam<const char*> {
 protected:
  CompositionFeatures encode(const std::vector<std::uint8_t>& levels) {
    auto features = network_.encode(levels);
    EXPECT_TRUE(features.ok());
    return std::move(*features);
  }

  CompositionNetwork network_ = network_of(drawn_weights(GetParam(), 4));
};

INSTANTIATE_TEST_SUITE_P(CompositionNetwork, EveryProfile, ::testing::Values("small", "full"));

TEST_P(EveryProfile, gives_unit_vectors_of_the_promised_number) {
  for (const std::size_t frames : {1U, 7U, 300U, 301U, 700U}) {
    const CompositionFeatures encoded = encode(made_up_music(frames, 1));
    EXPECT_EQ(encoded.features, (frames + 3) / 4);
    EXPECT_EQ(encoded.frames.size(), encoded.features * kFeature);
    EXPECT_EQ(encoded.segments, frames <= 300 ? 1U : (encoded.features - 75 + 24) / 25 + 1);
    EXPECT_EQ(encoded.vectors.size(), encoded.segments * kVector);
    for (std::size_t i = 0; i < encoded.features; ++i)
      EXPECT_NEAR(cosine(&encoded.frames[i * kFeature], &encoded.frames[i * kFeature], kFeature), 1, 1e-3);
    for (std::size_t i = 0; i < encoded.segments; ++i)
      EXPECT_NEAR(cosine(&encoded.vectors[i * kVector], &encoded.vectors[i * kVector], kVector), 1, 1e-3);
  }
}

// Compares what the network makes of music and of its transposition: the least cosine of features and segment vectors.
double least_agreement(CompositionNetwork& network, const std::vector<int>& transpositions) {
  const std::vector<std::uint8_t> levels = made_up_music(300, 2);
  const auto original = network.encode(levels);
  double least = 1;
  for (const int semitones : transpositions) {
    const auto moved = network.encode(transposed(levels, semitones));
    const std::vector<float> expected = rolled(original->frames, semitones);
    for (std::size_t i = 0; i < original->features; ++i)
      least = std::min(least, cosine(&expected[i * kFeature], &moved->frames[i * kFeature], kFeature));
    least = std::min(least, cosine(original->vectors.data(), moved->vectors.data(), kVector));
  }
  return least;
}

TEST_P(EveryProfile, transposing_rolls_the_features_and_keeps_the_segment_vector) {
  std::vector<NamedTensor> tensors = drawn_weights(GetParam(), 4);
  for (NamedTensor& tensor : tensors)  // harmonics reach so far that some of them leave the range with the music
    if (tensor.name == "squeeze.weight") std::fill(tensor.values.begin(), tensor.values.end(), 0.0F);
  CompositionNetwork without_harmonics = network_of(tensors);
  EXPECT_GT(least_agreement(without_harmonics, {-2, -1, 1, 2, 3}), 0.9999);
  EXPECT_GT(least_agreement(network_, {-2, -1, 1, 2, 3}), 0.92);
  EXPECT_GT(least_agreement(network_, {-12, -6, 5}), 0.84);
}

TEST_P(EveryProfile, other_music_has_another_segment_vector) {
  const CompositionFeatures one = encode(made_up_music(300, 2));
  const CompositionFeatures other = encode(made_up_music(300, 3));
  EXPECT_LT(cosine(one.vectors.data(), other.vectors.data(), kVector), 0.9999);
}

TEST_P(EveryProfile, the_level_of_a_recording_does_not_matter) {
  const std::vector<std::uint8_t> levels = made_up_music(300, 5);
  std::vector<std::uint8_t> louder = levels;
  for (std::uint8_t& level : louder)
    if (level > 0) level = static_cast<std::uint8_t>(level + 24);
  const CompositionFeatures a = encode(levels);
  const CompositionFeatures b = encode(louder);
  for (std::size_t i = 0; i < a.features; ++i)
    EXPECT_GT(cosine(&a.frames[i * kFeature], &b.frames[i * kFeature], kFeature), 0.999);
}

TEST_P(EveryProfile, a_window_gives_what_the_whole_gives_away_from_its_edges) {
  constexpr std::size_t kStart_frames = 200;  // 10 s: two hops
  constexpr std::size_t kWindow_frames = 800;
  constexpr std::size_t kEdge_features = 30;
  const std::vector<std::uint8_t> levels = made_up_music(1200, 6);
  const CompositionFeatures whole = encode(levels);
  const CompositionFeatures window =
      encode({levels.begin() + kStart_frames * kBins, levels.begin() + (kStart_frames + kWindow_frames) * kBins});
  for (std::size_t i = kEdge_features; i + kEdge_features < window.features; ++i) {
    const float* there = &whole.frames[(i + kStart_frames / 4) * kFeature];
    EXPECT_GT(cosine(there, &window.frames[i * kFeature], kFeature), 0.99999) << i;
  }
  for (const std::size_t segment : {2U, 3U})  // 10 s to 25 s and 15 s to 30 s of the 40 s of the window
    EXPECT_GT(cosine(&whole.vectors[(segment + 2) * kVector], &window.vectors[segment * kVector], kVector), 0.99999);
}

TEST_P(EveryProfile, a_track_of_several_stretches_gives_what_its_parts_give) {
  constexpr std::size_t kTrack_frames = 2 * 4800 + 700;  // stretches are of 4800
  constexpr std::size_t kStart_frames = 4000;
  constexpr std::size_t kWindow_frames = 1600;  // across the border of two
  const std::vector<std::uint8_t> levels = made_up_music(kTrack_frames, 9);
  const CompositionFeatures whole = encode(levels);
  ASSERT_EQ(whole.features, kTrack_frames / 4);
  ASSERT_EQ(whole.segments, (whole.features - 75 + 24) / 25 + 1);
  const CompositionFeatures window =
      encode({levels.begin() + kStart_frames * kBins, levels.begin() + (kStart_frames + kWindow_frames) * kBins});
  for (std::size_t i = 30; i + 30 < window.features; ++i) {
    const float* there = &whole.frames[(i + kStart_frames / 4) * kFeature];
    ASSERT_GT(cosine(there, &window.frames[i * kFeature], kFeature), 0.99999) << i;
  }
  for (std::size_t segment = 2; segment < 12; ++segment) {
    const float* there = &whole.vectors[(segment + kStart_frames / 100) * kVector];
    ASSERT_GT(cosine(there, &window.vectors[segment * kVector], kVector), 0.99999) << segment;
  }
}

TEST_P(EveryProfile, how_a_track_arrives_does_not_matter) {
  const std::vector<std::uint8_t> levels = made_up_music(5100, 10);
  const CompositionFeatures at_once = encode(levels);
  std::span<const std::uint8_t> rest(levels);
  for (std::size_t frames = 1; !rest.empty(); frames = frames * 3 % 1009) {
    const auto part = rest.first(std::min(rest.size(), frames * kBins));
    ASSERT_TRUE(network_.add(part).ok());
    rest = rest.subspan(part.size());
  }
  const auto in_parts = network_.finish();
  ASSERT_TRUE(in_parts.ok());
  EXPECT_EQ(in_parts->frames, at_once.frames);
  EXPECT_EQ(in_parts->vectors, at_once.vectors);
}

TEST_P(EveryProfile, folded_normalisations_change_nothing) {
  std::vector<NamedTensor> tensors = drawn_weights(GetParam(), 4);
  for (NamedTensor& tensor : tensors)
    if (tensor.name.ends_with(".variance"))
      for (float& value : tensor.values) value = 2.0F;
  CompositionNetwork scaled = network_of(tensors);
  for (NamedTensor& tensor : tensors) {  // the same by other means: variance 1, scale and mean for it
    for (float& value : tensor.values) {
      if (tensor.name.ends_with(".variance")) value = 1.0F;
      if (tensor.name.ends_with(".scale")) value /= std::sqrt(2.0F);
    }
  }
  CompositionNetwork same = network_of(tensors);
  const std::vector<std::uint8_t> levels = made_up_music(300, 8);
  EXPECT_GT(cosine(scaled.encode(levels)->vectors.data(), same.encode(levels)->vectors.data(), kVector), 0.9999);
}

TEST(CompositionNetwork, refuses_what_it_cannot_use) {
  std::vector<NamedTensor> tensors = drawn_weights("small", 1);
  tensors[0].shape[0] += 1;
  const auto weights = CompositionWeights::from_tensors(tensors, "some.tensors");
  ASSERT_FALSE(weights.ok());
  EXPECT_THAT(weights.error().message, ::testing::HasSubstr("some.tensors: holds the weights of no"));

  CompositionNetwork good = network_of(drawn_weights("small", 1));
  EXPECT_FALSE(good.encode({}).ok());
  EXPECT_FALSE(good.encode(std::vector<std::uint8_t>(kBins + 1)).ok());
}

}  // namespace
}  // namespace tributary::encoder
