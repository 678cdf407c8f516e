// Distances grow with what a codec does to music, and the models of the repository do not do too much.
#include "lab/codec/distance.h"

#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "audio/test_signal.h"
#include "lab/codec/codec_kind.h"
#include "lab/codec/codec_model.h"
#include "lab/random/random.h"

namespace tributary::lab {
namespace {

std::vector<float> chord() {
  std::vector<float> sum(std::size_t{4} * kCodecRateHz, 0.0F);
  for (const double frequency_hz : {220.0, 277.18, 329.63, 440.0, 659.26}) {
    const std::vector<float> tone = audio::sine(kCodecRateHz, 1, 4, frequency_hz, 0.05);
    for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += tone[i];
  }
  return sum;
}

std::vector<float> with_noise(std::vector<float> samples, double level) {
  Random random(1);
  for (float& sample : samples) sample += static_cast<float>(level * random.normal());
  return samples;
}

TEST(Distance, grows_with_noise) {
  const std::vector<float> truth = chord();
  const CodecDistance none = distance(truth, truth);
  EXPECT_NEAR(none.log_spectral_db, 0, 1e-4);
  EXPECT_NEAR(none.constant_q_cosine, 1, 1e-6);
  const CodecDistance little = distance(truth, with_noise(truth, 0.002));
  const CodecDistance much = distance(truth, with_noise(truth, 0.05));
  EXPECT_GT(little.log_spectral_db, none.log_spectral_db);
  EXPECT_GT(much.log_spectral_db, little.log_spectral_db);
  EXPECT_LT(much.signal_to_error_db, little.signal_to_error_db);
  EXPECT_LT(much.constant_q_cosine, little.constant_q_cosine);
}

TEST(Distance, of_the_waveform_ignores_its_scale) {
  const std::vector<float> truth = chord();
  std::vector<float> half = truth;
  for (float& sample : half) sample *= 0.5F;
  EXPECT_GT(distance(truth, half).signal_to_error_db, 60);
}

TEST(Models, of_the_repository_leave_a_chord_recognisable) {
  const std::filesystem::path folder = TRIBUTARY_CODEC_MODELS;
  for (const char* name : {"a.tensors", "b.tensors"}) {
    EXPECT_LT(std::filesystem::file_size(folder / name), 1'000'000U);
    const auto model = CodecModel::read(folder / name);
    ASSERT_TRUE(model.ok()) << model.error().message;
    const std::vector<float> truth = chord();
    const auto decoded = through_codec(*model, truth, kCodecRateHz);
    ASSERT_TRUE(decoded.ok());
    EXPECT_GT(distance(truth, *decoded).constant_q_cosine, 0.6) << name;
    EXPECT_GT(distance(truth, *decoded).log_spectral_db, 1) << name << " is too good to be true";
  }
}

}  // namespace
}  // namespace tributary::lab
