#include "report/trace_json.h"

#include <limits>
#include <random>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace tributary::report {
namespace {

TraceAnswer example() {
  TraceAnswer answer;
  answer.query_path = "x.mp3";
  answer.query_sha256 = "ab12";
  answer.query_duration_s = 181.2;
  answer.catalog_recordings = 1234;
  answer.catalog_snapshot = "cd34";
  answer.verdict = Verdict::kAttributed;
  answer.recording.recordings = 1234;
  answer.recording.shares = {{"rec_1", "work_1", "Help!", "The Beatles", "/music/help.flac", 301000, 270000, 330000}};
  answer.recording.artists = {{"The Beatles", 301000, 270000, 330000}};
  answer.recording.owners = {{"EMI", 150500, 135000, 165000}};
  answer.recording.unattributed_low_ppm = 670000;
  answer.recording.unattributed_high_ppm = 730000;
  answer.recording.unattributed_ppm = 699000;
  answer.composition.recordings = 1200;
  answer.style.recordings = 1100;
  answer.weights = "ef56";
  answer.style_weights = "ab78";
  answer.calibration = "ca11";
  answer.matches = {{"rec_1", 15, 40.0004, 62.5, 87.49951, 1.00004, -2.00006, 88.128, Tier::kRecording, 45, 0.99999},
                    {"rec_1", 16, 39, 62.5, 87.5, 1, -2, 9, Tier::kComposition, 8, 0.97321}};
  return answer;
}

TEST(TraceJson, IsTheDocumentedSchemaToTheByte) {
  EXPECT_EQ(
      to_json_line(example(), {"0.1.0"}),
      R"({"schema":"tributary.trace/1","query":{"path":"x.mp3","sha256":"ab12","duration_s":181.2},)"
      R"("catalog":{"recordings":1234,"snapshot":"cd34"},"verdict":"attributed",)"
      R"("tiers":{"recording":{"recordings":1234,"works":[{"work_id":"work_1","recording_id":"rec_1","title":"Help!",)"
      R"("artist":"The Beatles","path":"/music/help.flac","share_ppm":301000,"low_ppm":270000,"high_ppm":330000}],"unattributed_ppm":699000,)"
      R"("unattributed_low_ppm":670000,"unattributed_high_ppm":730000,)"
      R"("artists":[{"artist":"The Beatles","share_ppm":301000,"low_ppm":270000,"high_ppm":330000}],)"
      R"("owners":[{"owner":"EMI","share_ppm":150500,"low_ppm":135000,"high_ppm":165000}]},)"
      R"("composition":{"recordings":1200,"works":[],"unattributed_ppm":1000000,)"
      R"("unattributed_low_ppm":1000000,"unattributed_high_ppm":1000000,"artists":[],"owners":[]},)"
      R"("style":{"recordings":1100,"works":[],"unattributed_ppm":1000000}},"matches":[{"tier":"recording","recording_id":"rec_1",)"
      R"("query_start_s":15.0,"query_end_s":40.0,"reference_start_s":62.5,"reference_end_s":87.5,)"
      R"("tempo_ratio":1.0,"pitch_shift_semitones":-2.0001,"score":88.13,"probability":0.9999},)"
      R"({"tier":"composition","recording_id":"rec_1",)"
      R"("query_start_s":16.0,"query_end_s":39.0,"reference_start_s":62.5,"reference_end_s":87.5,)"
      R"("tempo_ratio":1.0,"pitch_shift_semitones":-2.0,"score":9.0,"probability":0.9732}],)"
      R"("engine":{"version":"0.1.0","weights":"ef56","style_weights":"ab78","calibration":"ca11"}})");
}

TEST(TraceJson, SaysInsufficientWithEverythingUnattributed) {
  const auto json = nlohmann::json::parse(to_json_line(TraceAnswer{}, {"0.1.0"}));
  EXPECT_EQ(json["verdict"], "insufficient");
  EXPECT_EQ(json["tiers"]["recording"]["unattributed_ppm"], 1000000);
  EXPECT_TRUE(json["tiers"]["recording"]["works"].is_array());
  EXPECT_TRUE(json["matches"].is_array());
}

TEST(TraceJson, KeepsOneLineWhateverTheNamesHold) {
  TraceAnswer answer = example();
  answer.query_path = "line\nbreak \xFF\x1b[31m";
  const std::string line = to_json_line(answer, {"0.1.0"});
  EXPECT_EQ(line.find_first_of("\n\x1b"), std::string::npos);
  EXPECT_EQ(nlohmann::json::parse(line)["query"]["path"], "line\nbreak \uFFFD\x1b[31m");
}

TEST(TraceJson, NeverPrintsMinusZero) {
  TraceAnswer answer = example();
  answer.matches[0].pitch_shift_semitones = -1e-9;
  EXPECT_EQ(to_json_line(answer, {"0.1.0"}).find("-0.0"), std::string::npos);
}

TEST(TraceJsonDeathTest, RefusesPartsThatDoNotAddUp) {
  TraceAnswer answer = example();
  answer.composition.unattributed_ppm -= 1;
  EXPECT_DEATH(to_json_line(answer, {"0.1.0"}), "total == kWholePpm");
}

TEST(TraceJsonDeathTest, RefusesNumbersThatJsonCannotHold) {
  TraceAnswer answer = example();
  answer.matches[0].score = std::numeric_limits<double>::infinity();
  EXPECT_DEATH(to_json_line(answer, {"0.1.0"}), "isfinite");
}

TEST(TraceJson, PartsOfAnyAnswerAddUpToAMillion) {
  std::mt19937_64 random(20261123);
  std::uniform_real_distribution<double> uniform(0, 1);
  for (int round = 0; round < 300; ++round) {
    std::vector<double> fractions(random() % 30);
    for (double& fraction : fractions) fraction = uniform(random) / 30;
    const std::vector<Ppm> parts = apportion_ppm(fractions);
    TraceAnswer answer = example();
    answer.recording.shares.assign(fractions.size(), example().recording.shares[0]);
    for (std::size_t i = 0; i < fractions.size(); ++i) {
      RecordingShare& share = answer.recording.shares[i];
      share.share_ppm = share.low_ppm = share.high_ppm = parts[i];
    }
    answer.recording.unattributed_ppm = parts.back();
    const auto tier = nlohmann::json::parse(to_json_line(answer, {"0.1.0"}))["tiers"]["recording"];
    Ppm total = tier["unattributed_ppm"];
    for (const auto& work : tier["works"]) total += work["share_ppm"].get<Ppm>();
    EXPECT_EQ(total, kWholePpm);
  }
}

TEST(RefusalJson, NamesPathAndReason) {
  EXPECT_EQ(to_json_line(Refusal{"bad\xFF.mp3", "bad.mp3: has no audio"}),
            "{\"schema\":\"tributary.refusal/1\",\"path\":\"bad\uFFFD.mp3\",\"reason\":\"bad.mp3: has no audio\"}");
}

}  // namespace
}  // namespace tributary::report
