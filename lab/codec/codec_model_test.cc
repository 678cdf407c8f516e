// What audio keeps on its way through a codec, and model files that are refused.
#include "lab/codec/codec_model.h"

#include <cmath>
#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "audio/encoder.h"
#include "audio/test_signal.h"
#include "base/test_folder.h"
#include "encoder/tensor_file.h"
#include "lab/codec/codec_graph.h"
#include "lab/codec/codec_trainer.h"

namespace tributary::lab {
namespace {

// A few steps on a dozen tones: no codec to listen to, but all of its parts have learned something.
class TrainedCodec : public ::testing::TestWithParam<CodecKind> {
 protected:
  void SetUp() override {
    for (int i = 0; i < 12; ++i) {
      const auto samples = audio::sine(kCodecRateHz, 1, 2, 150 + 97 * i);
      const auto path = folder_.path() / "music" / (std::to_string(100 + i) + ".wav");
      std::filesystem::create_directories(path.parent_path());
      ASSERT_TRUE(audio::encode_file(path, samples, {audio::Codec::kWavPcm16, kCodecRateHz, 1, 0, {}}).ok());
    }
    settings_.kind = GetParam();
    settings_.audio = {folder_ / "music"};
    settings_.out = folder_ / "model.tensors";
    settings_.steps = 6;
    settings_.excerpts = 2;
    settings_.excerpt_s = 0.32;
  }

  static double level(const std::vector<float>& samples) { return std::sqrt(audio::mean_square(samples)); }

  TestFolder folder_;
  CodecTraining settings_;
};

INSTANTIATE_TEST_SUITE_P(Kinds, TrainedCodec, ::testing::Values(CodecKind::kWaveform, CodecKind::kSpectral),
                         [](const auto& kind) { return kind.param == CodecKind::kWaveform ? "a" : "b"; });

TEST_P(TrainedCodec, keeps_length_and_level) {
  ASSERT_TRUE(train_codec(settings_).ok());
  const auto model = CodecModel::read(settings_.out);
  ASSERT_TRUE(model.ok()) << model.error().message;
  EXPECT_EQ(model->kind(), GetParam());
  for (const int rate_hz : {16000, 44100}) {
    for (const double duration_s : {0.01, 1.234, rate_hz == kCodecRateHz ? 20.9 : 2.0}) {
      const std::vector<float> samples = audio::sine(rate_hz, 1, duration_s, 440, 0.05);
      const auto decoded = through_codec(*model, samples, rate_hz);
      ASSERT_TRUE(decoded.ok()) << decoded.error().message;
      ASSERT_EQ(decoded->size(), samples.size());
      if (duration_s > 1) {
        EXPECT_NEAR(20 * std::log10(level(*decoded) / level(samples)), 0, 0.5);
      }
      EXPECT_EQ(*decoded, *through_codec(*model, samples, rate_hz));
    }
  }
}

TEST_P(TrainedCodec, leaves_silence_silent_and_refuses_what_is_no_number) {
  ASSERT_TRUE(train_codec(settings_).ok());
  const auto model = CodecModel::read(settings_.out);
  ASSERT_TRUE(model.ok());
  EXPECT_EQ(*through_codec(*model, std::vector<float>(8000, 0.0F), 16000), std::vector<float>(8000, 0.0F));
  EXPECT_TRUE(through_codec(*model, {}, 16000)->empty());
  EXPECT_FALSE(through_codec(*model, std::vector<float>(8000, std::nanf("")), 16000).ok());
}

TEST_P(TrainedCodec, goes_on_from_its_checkpoint_as_if_it_had_never_stopped) {
  ASSERT_TRUE(train_codec(settings_).ok());
  const std::string straight = folder_.read("model.tensors");
  settings_.out = folder_ / "interrupted.tensors";
  settings_.stop_after_steps = 3;
  ASSERT_TRUE(train_codec(settings_).ok());
  EXPECT_NE(folder_.read("interrupted.tensors"), straight);
  settings_.stop_after_steps = 0;
  ASSERT_TRUE(train_codec(settings_).ok());
  EXPECT_EQ(folder_.read("interrupted.tensors"), straight);
}

TEST_P(TrainedCodec, refuses_hostile_models) {
  const auto graph = make_codec(GetParam(), 1);
  const auto path = folder_ / "model.tensors";
  ASSERT_TRUE(write_codec_model(path, GetParam(), *graph).ok());
  ASSERT_TRUE(CodecModel::read(path).ok());
  const std::string whole = folder_.read("model.tensors");
  for (const std::size_t length : {std::size_t{0}, std::size_t{31}, whole.size() / 2, whole.size() - 1})
    EXPECT_FALSE(CodecModel::read(folder_.write("cut.tensors", whole.substr(0, length))).ok()) << length;

  const auto tensors = encoder::read_tensor_file(path);
  ASSERT_TRUE(tensors.ok());
  const auto refused = [&](const std::vector<encoder::NamedTensor>& changed) {
    const auto file = folder_ / "changed.tensors";
    EXPECT_TRUE(encoder::write_tensor_file(file, changed, encoder::TensorPrecision::kFloat16).ok());
    const auto model = CodecModel::read(file);
    return model.ok() ? std::string("accepted") : model.error().message;
  };
  auto reshaped = *tensors;
  reshaped.front().shape.push_back(1);
  EXPECT_NE(refused(reshaped).find("does not fit"), std::string::npos);
  auto renamed = *tensors;
  renamed.front().name = "other";
  EXPECT_NE(refused(renamed).find("\"other\" does not fit"), std::string::npos);
  auto fewer = *tensors;
  fewer.erase(fewer.begin());
  EXPECT_NE(refused(fewer).find("holds"), std::string::npos);
  auto unknown = *tensors;
  unknown.back().values = {3};
  EXPECT_NE(refused(unknown).find("unknown codec"), std::string::npos);
  auto nameless = *tensors;
  nameless.pop_back();
  EXPECT_NE(refused(nameless).find("names no kind"), std::string::npos);
  auto other_kind = *tensors;
  other_kind.back().values = {GetParam() == CodecKind::kWaveform ? 2.0F : 1.0F};
  EXPECT_NE(refused(other_kind), "accepted");
}

TEST_P(TrainedCodec, says_what_is_wrong_with_its_music) {
  settings_.audio = {folder_ / "nowhere"};
  EXPECT_NE(train_codec(settings_).error().message.find("nowhere"), std::string::npos);
  settings_.audio = {folder_.path()};
  std::filesystem::remove(folder_ / "music/100.wav");
  std::filesystem::remove(folder_ / "music/101.wav");
  std::filesystem::remove(folder_ / "music/102.wav");
  EXPECT_NE(train_codec(settings_).error().message.find("at least 10 audio files"), std::string::npos);
}

}  // namespace
}  // namespace tributary::lab
