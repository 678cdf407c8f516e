// `tributary audit` as people run it, on a generator that is trained on the spot.
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <map>
#include <numbers>
#include <string>
#include <thread>
#include <vector>

#include <nlohmann/json.hpp>

#include <gtest/gtest.h>

#include "audio/encoder.h"
#include "audit/calibration.h"
#include "audit/gradient_store.h"
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

// The contents of a folder's files, by name.
std::map<std::string, std::string> contents(const std::filesystem::path& folder) {
  std::map<std::string, std::string> all;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    std::ifstream file(entry.path(), std::ios::binary);
    all[entry.path().filename().string()] = {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  }
  return all;
}

const std::string kStore = "store --model model.pt --segments segments.tensors --threads 1 -q ";

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
    std::vector<encoder::NamedTensor> tensors = ensemble.save();
    for (encoder::NamedTensor& tensor : tensors)
      for (float& value : tensor.values) value = std::numeric_limits<float>::quiet_NaN();
    ASSERT_TRUE(ensemble.load(tensors).ok());
    ASSERT_TRUE(ensemble.export_script(0, {"chord"}, folder() / "nan.pt").ok());
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
    return shell(std::string(TRIBUTARY_PROGRAM) + " audit " + arguments);
  }

  static Outcome shell(const std::string& line) {
    const std::string command = "cd " + folder().string() + " && " + line + " >out.txt 2>err.txt </dev/null";
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
  const std::string store = answer["engine"]["store"];
  ASSERT_TRUE(audit::write_calibration(folder() / "calibration.tsv", {checkpoint, store, 1e-3, 1e-4, 0.9, 1e-4}).ok());
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

const std::string kTwoRanks =
    std::string(TRIBUTARY_MPIRUN) + " --allow-run-as-root --oversubscribe -n 2 " + TRIBUTARY_PROGRAM + " audit ";

// What an answer says of an owner.
nlohmann::json owner_in(const std::string& line, const std::string& name) {
  const nlohmann::json answer = nlohmann::json::parse(line);
  for (const auto& owner : answer["tiers"]["model"]["owners"])
    if (owner["owner"] == name) return owner;
  return nlohmann::json::object();
}

// Near copies of one owner's track, under another name, in a store of their own.
TEST_F(AuditProgramTest, CopiesOfATrackDoNotRaiseItsShare) {
  audit::SegmentSet set = audit::read_segment_set(folder() / "segments.tensors").value();
  const std::size_t size = set.frames * set.bands;
  for (std::size_t i = 0; i < 32; ++i) {
    if (set.segments[i].owner != "owner2") continue;
    audit::Segment copy = set.segments[i];
    copy.recording = copy.work = "again";
    set.segments.push_back(copy);
    const std::vector<float> changes = audit::noise_of(70 + i, size);
    for (std::size_t k = 0; k < size; ++k) set.levels.push_back(set.levels[i * size + k] + 0.02F * changes[k]);
  }
  ASSERT_TRUE(audit::write_segment_set(folder() / "copies.tensors", set).ok());
  const std::string checkpoint = base::sha256_of_file(folder() / "model.pt").value();
  for (const std::string name : {"segments", "copies"})
    ASSERT_EQ(run("store --model model.pt --segments " + name + ".tensors --threads 1 -q of-" + name).exit_code, 0);
  const auto ask = [&](const std::string& name, double slope) {
    const std::string store = audit::GradientStore::open(folder() / ("of-" + name)).value().name();
    EXPECT_TRUE(audit::write_calibration(folder() / "slope.tsv", {checkpoint, store, slope, 0, 0.9, 0, 8}).ok());
    return run("attribute owner2.wav --model model.pt --tag chord --json --threads 1 --reference reference.pt "
               "--calibration slope.tsv --store of-" +
               name)
        .out;
  };
  // A slope with which the owner has about a third.
  const std::string first = ask("segments", 1e-3);
  const double effect = owner_in(first, "owner2").value("leave_out_effect", 0.0);
  const double gain = nlohmann::json::parse(first)["tiers"]["model"]["likelihood_gain"].get<double>();
  ASSERT_GT(effect, 0) << first;
  const double slope = 1e-3 * gain / (3 * effect);
  const std::string before = ask("segments", slope);
  const std::string after = ask("copies", slope);
  EXPECT_NEAR(owner_in(before, "owner2").value("share_ppm", 0), 333'333, 10'000) << before;
  EXPECT_LE(owner_in(after, "owner2").value("share_ppm", 0), 333'333 + 5'000) << after;
  EXPECT_GT(owner_in(after, "owner2").value("share_ppm", 0), 0) << after;
  EXPECT_EQ(nlohmann::json::parse(before)["tiers"]["model"]["copies"], 0);
  EXPECT_GE(nlohmann::json::parse(after)["tiers"]["model"]["copies"], 8);
}

TEST_F(AuditProgramTest, AModelThatCountsNothingIsNamedAndLeavesNoStore) {
  const Outcome built = run("store --model nan.pt --segments segments.tensors --threads 1 -q nothing");
  EXPECT_EQ(built.exit_code, 1);
  EXPECT_NE(built.err.find("nan.pt: its gradients are not finite numbers"), std::string::npos) << built.err;
  EXPECT_FALSE(std::filesystem::exists(folder() / "nothing/plan.sealed"));
  ASSERT_EQ(run(kStore + "store").exit_code, 0);
  const Outcome asked = run("attribute owner1.wav --model model.pt --store store --reference nan.pt");
  EXPECT_EQ(asked.exit_code, 3);
  EXPECT_NE(asked.err.find("nan.pt: its losses are not finite numbers"), std::string::npos) << asked.err;
}

TEST_F(AuditProgramTest, DamagedInputsAreNamedAndNothingIsOverwritten) {
  const auto cut = [](const std::filesystem::path& path) {
    std::filesystem::resize_file(path, std::filesystem::file_size(path) / 2);
  };
  ASSERT_EQ(run(kStore + "damaged").exit_code, 0);
  const std::string ask = "attribute owner1.wav --model model.pt --store damaged --report pages";
  for (const char* name : {"damaged/rows-000000.sealed", "damaged/plan.sealed"}) {
    cut(folder() / name);
    const auto before = contents(folder() / "damaged");
    for (const std::string& command : {ask, kStore + "damaged"}) {
      const Outcome outcome = run(command);
      EXPECT_EQ(outcome.exit_code, 1) << command;
      EXPECT_NE(outcome.err.find(name), std::string::npos) << outcome.err;
    }
    EXPECT_EQ(contents(folder() / "damaged"), before);
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder() / "pages"));
  std::filesystem::copy_file(folder() / "model.pt", folder() / "cut.pt");
  cut(folder() / "cut.pt");
  for (const std::string model : {"cut.pt", "segments.tensors", "owner1.wav", "missing.pt"}) {
    const Outcome outcome = run("store --model " + model + " --segments segments.tensors -q none");
    EXPECT_EQ(outcome.exit_code, 1) << model;
    EXPECT_NE(outcome.err.find(model + ":"), std::string::npos) << outcome.err;
    EXPECT_EQ(outcome.err.find('\n'), outcome.err.size() - 1) << "one line: " << outcome.err;
    EXPECT_FALSE(std::filesystem::exists(folder() / "none"));
  }
  std::ofstream(folder() / "wrong.tsv") << "slope\t1e3\n";
  ASSERT_EQ(run(kStore + "store").exit_code, 0);
  const Outcome wrong = run("attribute owner1.wav --model model.pt --store store --calibration wrong.tsv");
  EXPECT_EQ(wrong.exit_code, 1);
  EXPECT_NE(wrong.err.find("wrong.tsv: lacks a checkpoint"), std::string::npos) << wrong.err;
}

TEST_F(AuditProgramTest, WritesAPageThatPlaysWhatItNames) {
  ASSERT_EQ(run(kStore + "store").exit_code, 0);
  const std::string ask = "attribute owner2.wav --model model.pt --store store --tag chord --json --threads 1 ";
  ASSERT_EQ(run(ask + "--report pages").exit_code, 0);
  const std::string page = content(folder() / "pages/owner2.wav.html");
  EXPECT_NE(page.find("there is no calibration"), std::string::npos);
  EXPECT_NE(page.find("<audio id=\"b1\""), std::string::npos);
  EXPECT_NE(page.find(base::sha256_of_file(folder() / "owner2.wav").value()), std::string::npos);
  ASSERT_EQ(run(ask + "--report silent --no-audio").exit_code, 0);
  EXPECT_EQ(content(folder() / "silent/owner2.wav.html").find("<audio"), std::string::npos);
  ASSERT_EQ(run(ask + "--report elsewhere --music /nowhere").exit_code, 0);
  EXPECT_NE(content(folder() / "elsewhere/owner2.wav.html").find("cannot be played: /nowhere/owner2.wav"),
            std::string::npos);
  EXPECT_EQ(run(ask + "--no-audio").exit_code, 2);
}

TEST_F(AuditProgramTest, TwoRanksMakeTheSameStore) {
  if (std::string(TRIBUTARY_MPIRUN).empty()) GTEST_SKIP() << "built without MPI";
  ASSERT_EQ(run(kStore + "--rows-per-file 5 one").exit_code, 0);
  const Outcome two = shell(kTwoRanks + kStore + "--rows-per-file 5 two");
  ASSERT_EQ(two.exit_code, 0) << two.err;
  EXPECT_EQ(contents(folder() / "one").size(), 8U);
  EXPECT_EQ(contents(folder() / "one"), contents(folder() / "two"));
  // Every rank fails where one does, and none waits.
  const Outcome other = shell(kTwoRanks + "store --model reference.pt --segments segments.tensors -q two");
  EXPECT_NE(other.exit_code, 0);
  EXPECT_NE(other.err.find("was measured on the model with SHA-256"), std::string::npos) << other.err;
  EXPECT_EQ(contents(folder() / "one"), contents(folder() / "two"));
}

// Processes below `parent` that run tributary-audit.
std::vector<pid_t> audits_below(pid_t parent) {
  std::vector<pid_t> found;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    std::ifstream file(entry.path() / "stat");
    pid_t pid = 0;
    std::string name;
    char state = 0;
    pid_t above = 0;
    if (file >> pid >> name >> state >> above && above == parent && name == "(tributary-audit)") found.push_back(pid);
  }
  return found;
}

TEST_F(AuditProgramTest, AKilledRankIsMadeUpForWithoutLoss) {
  if (std::string(TRIBUTARY_MPIRUN).empty()) GTEST_SKIP() << "built without MPI";
  const std::string store = kStore + "--rows-per-file 1 --draws 48 ";
  const std::string command =
      "cd " + folder().string() + " && exec " + kTwoRanks + store + "killed >out.txt 2>err.txt </dev/null";
  const pid_t launcher = ::fork();
  ASSERT_GE(launcher, 0);
  if (launcher == 0) {
    ::execl("/bin/sh", "sh", "-c", command.c_str(), nullptr);
    ::_exit(127);
  }
  int status = 0;
  while (!std::filesystem::exists(folder() / "killed/rows-000001.sealed") && ::waitpid(launcher, &status, WNOHANG) == 0)
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  const std::vector<pid_t> ranks = audits_below(launcher);
  ASSERT_EQ(ranks.size(), 2U) << content(folder() / "err.txt");
  ASSERT_EQ(::kill(ranks[0], SIGKILL), 0);
  ASSERT_EQ(::waitpid(launcher, &status, 0), launcher);
  EXPECT_FALSE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  const std::map<std::string, std::string> left = contents(folder() / "killed");
  EXPECT_LT(left.size(), 33U) << "it was killed in time";
  ASSERT_EQ(run(store + "killed").exit_code, 0);
  ASSERT_EQ(run(store + "whole").exit_code, 0);
  EXPECT_EQ(contents(folder() / "killed"), contents(folder() / "whole"));
  for (const auto& [name, bytes] : left) {
    if (!name.ends_with(".sealed")) continue;  // what was being written
    EXPECT_EQ(bytes, content(folder() / "whole" / name)) << name;
  }
}

}  // namespace
}  // namespace tributary::lab
