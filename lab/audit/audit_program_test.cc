// `tributary audit` as people run it, on a generator that is trained on the spot.
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <numbers>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include <gtest/gtest.h>

#include "audio/encoder.h"
#include "audit/calibration.h"
#include "audit/segment_levels.h"
#include "base/hash.h"
#include "lab/generator/trainer.h"
#include "tributary/ppm.h"

namespace tributary::lab {
namespace {

constexpr std::size_t kFrames = 16;
constexpr int kOwners = 4;

struct Outcome {
  int exit_code = -1;
  std::string out;
  std::string err;
};

// Eight segments of a chord of the owner's own.
std::vector<float> chord(int owner) {
  std::vector<float> samples(8 * kFrames * dsp::kConstantQHopSamples);
  for (std::size_t i = 0; i < samples.size(); ++i)
    for (int k = 1; k <= 3; ++k) {
      const double frequency_hz = 110 * std::exp2(owner / 3.0) * k;
      samples[i] += static_cast<float>(
          0.1 * std::sin(2 * std::numbers::pi * frequency_hz * static_cast<double>(i) / dsp::kConstantQRateHz));
    }
  return samples;
}

class AuditProgramTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    std::filesystem::remove_all(folder());
    std::filesystem::create_directories(folder());
    audit::SegmentSet set{kFrames, audit::kLevelBands, {}, {}};
    for (int owner = 0; owner < kOwners; ++owner) {
      const std::vector<float> samples = chord(owner);
      audio::EncodeFormat format;
      format.rate_hz = dsp::kConstantQRateHz;
      format.channels = 1;
      const std::string name = "owner" + std::to_string(owner);
      ASSERT_TRUE(audio::encode_file(folder() / (name + ".wav"), samples, format).ok());
      const std::vector<float> levels = audit::segment_levels(samples);
      set.levels.insert(set.levels.end(), levels.begin(), levels.end());
      for (int i = 0; i < 8; ++i) set.segments.push_back({name + ".wav", name, name, name, "chord", 0.8 * i});
    }
    ASSERT_TRUE(audit::write_segment_set(folder() / "segments.tensors", set).ok());
    const NetworkShape shape{
        static_cast<std::int64_t>(kFrames), static_cast<std::int64_t>(audit::kLevelBands), 4, 16, 2, 1, 1};
    Ensemble ensemble = Ensemble::create(shape, 1, 1, {}).value();
    ASSERT_TRUE(ensemble.export_script(0, {"chord"}, folder() / "reference.pt").ok());
    TrainingLog log = TrainingLog::open(folder() / "log").value();
    const std::vector<float> all(set.size(), 1.0F);
    ASSERT_TRUE(train_ensemble(ensemble, set, all, {1, 60, 8, 1e-2}, {folder() / "checkpoint", 5, 0}, log).value());
    ASSERT_TRUE(ensemble.export_script(0, {"chord"}, folder() / "model.pt").ok());
  }
  static void TearDownTestSuite() { std::filesystem::remove_all(folder()); }

  static std::filesystem::path folder() {
    return std::filesystem::temp_directory_path() / ("tributary_audit_program_" + std::to_string(::getpid()));
  }

  static std::string content(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  }

  static Outcome run(const std::string& arguments) {
    const std::string command =
        "cd " + folder().string() + " && " + TRIBUTARY_PROGRAM + " audit " + arguments + " >out.txt 2>err.txt";
    const int status = std::system(command.c_str());
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, content(folder() / "out.txt"), content(folder() / "err.txt")};
  }
};

TEST_F(AuditProgramTest, FindsWhoseMusicMovedTheModel) {
  ASSERT_EQ(run("store --model model.pt --segments segments.tensors --threads 1 -q store").exit_code, 0);
  const std::string ask = "attribute owner2.wav --model model.pt --store store --tag chord --json --threads 1";
  const Outcome ranked = run(ask);
  ASSERT_EQ(ranked.exit_code, 0) << ranked.err;
  const auto answer = nlohmann::json::parse(ranked.out);
  EXPECT_EQ(answer["schema"], "tributary.trace/1");
  EXPECT_EQ(answer["verdict"], "insufficient");
  EXPECT_EQ(answer["tiers"]["model"]["unattributed_ppm"], kWholePpm);
  EXPECT_NE(answer["tiers"]["model"]["reason"].get<std::string>().find("no calibration"), std::string::npos);
  EXPECT_EQ(answer["matches"][0]["owner"], "owner2");

  const std::string checkpoint = base::sha256_of_file(folder() / "model.pt").value();
  ASSERT_TRUE(audit::write_calibration(folder() / "calibration.tsv", {checkpoint, 1e-3, 1e-4, 0.9, 1e-4}).ok());
  const Outcome shared = run(ask + " --reference reference.pt --calibration calibration.tsv");
  ASSERT_EQ(shared.exit_code, 0) << shared.err;
  const auto shares = nlohmann::json::parse(shared.out);
  EXPECT_EQ(shares["verdict"], "attributed") << shared.out;
  EXPECT_EQ(shares["tiers"]["model"]["owners"][0]["owner"], "owner2");
  EXPECT_GT(shares["tiers"]["model"]["likelihood_gain"].get<double>(), 0);
  EXPECT_EQ(run(ask + " --reference reference.pt --calibration calibration.tsv").out, shared.out);
}

TEST_F(AuditProgramTest, RefusesWhatItCannotUseAndSaysWhy) {
  ASSERT_EQ(run("store --model model.pt --segments segments.tensors --threads 1 -q store").exit_code, 0);
  const Outcome missing = run("attribute missing.wav owner1.wav --model model.pt --store store --json");
  EXPECT_EQ(missing.exit_code, 3);
  EXPECT_NE(missing.out.find("tributary.refusal/1"), std::string::npos);
  EXPECT_NE(missing.out.find("tributary.trace/1"), std::string::npos);
  const Outcome other = run("attribute owner1.wav --model reference.pt --store store");
  EXPECT_EQ(other.exit_code, 1);
  EXPECT_NE(other.err.find("was measured on the model with SHA-256"), std::string::npos) << other.err;
  const Outcome append = run("store --model reference.pt --segments segments.tensors -q store");
  EXPECT_EQ(append.exit_code, 1);
  EXPECT_NE(append.err.find("was measured on the model with SHA-256"), std::string::npos) << append.err;
  EXPECT_EQ(run("store --model segments.tensors --segments segments.tensors other").exit_code, 1);
  EXPECT_EQ(run("no-such-verb").exit_code, 2);
}

}  // namespace
}  // namespace tributary::lab
