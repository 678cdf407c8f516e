#include "report/attribution_json.h"

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/hash.h"

namespace tributary::report {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::string trace_line(const std::string& path, const std::string& tiers, const std::string& matches = "[]") {
  return fmt::format(R"({{"schema":"tributary.trace/1","query":{{"path":"{}","sha256":"abc","duration_s":1.0}},)"
                     R"("tiers":{},"matches":{}}})",
                     path, tiers, matches);
}

std::string tier(const std::string& works, int rest) {
  return fmt::format(R"({{"works":[{}],"unattributed_ppm":{}}})", works, rest);
}

std::string work(const std::string& recording, int share) {
  return fmt::format(R"({{"recording_id":"{}","work_id":"W{}","share_ppm":{}}})", recording, recording, share);
}

TEST(AttributionJson, ReadsTheSharesOfEveryTierAndNamesTheLineByItsHash) {
  const std::string line = trace_line(
      "suspects/QZTRB2600001.mp3",
      "{\"recording\":" + tier(work("a", 300'000) + "," + work("b", 100'000) + "," + work("c", 0), 600'000) +
          ",\"composition\":" + tier(work("a", 1'000'000), 0) + ",\"style\":" + tier("", 1'000'000) + "}",
      R"([{"tier":"recording","recording_id":"a","probability":0.97},)"
      R"({"tier":"recording","recording_id":"a","probability":0.9000004},)"
      R"({"tier":"composition","recording_id":"a","probability":0.5},{"tier":"recording","recording_id":"b"}])");
  const Attributions read = read_attributions(line + "\n\n", "t.jsonl", {});
  EXPECT_THAT(read.refused, IsEmpty());
  ASSERT_THAT(read.tracks, SizeIs(1));
  const TrackAttribution& track = read.tracks[0];
  EXPECT_EQ(track.track_id, "QZTRB2600001");
  EXPECT_EQ(track.evidence_id, base::sha256_of_text(line));
  EXPECT_THAT(track.shares, ElementsAre(UsageShare{"composition", "a", "Wa", 1'000'000, 500'000},
                                        UsageShare{"recording", "a", "Wa", 300'000, 900'000},
                                        UsageShare{"recording", "b", "Wb", 100'000, kWholePpm}));
}

TEST(AttributionJson, NamesATrackByItsPathItsNameOrItsContent) {
  const std::string line = trace_line("a/b.c.wav", "{}");
  const auto name = [&](const TrackNames& names) { return read_attributions(line, "t", names).tracks.at(0).track_id; };
  EXPECT_EQ(name({}), "b.c");
  EXPECT_EQ(name({{"a/b.c.wav", "one"}, {"b.c.wav", "two"}, {"abc", "three"}}), "one");
  EXPECT_EQ(name({{"b.c.wav", "two"}, {"abc", "three"}}), "two");
  EXPECT_EQ(name({{"abc", "three"}}), "three");
}

TEST(AttributionJson, RefusesEachLineThatCannotBeUsedAndReadsTheRest) {
  const std::pair<std::string, const char*> lines[] = {
      {"{", "is no JSON"},
      {"[]", "has the schema \"\""},
      {R"({"schema":"tributary.trace/2"})", "has the schema \"tributary.trace/2\""},
      {R"({"schema":"tributary.refusal/1","path":"x.mp3","reason":"broken"})", "the trace refused x.mp3: broken"},
      {R"({"schema":"tributary.trace/1","query":{},"tiers":{}})", "names no query"},
      {R"({"schema":"tributary.trace/1","query":{"path":"x"}})", "has no tiers"},
      {trace_line("x", R"({"recording":[]})"), "the tier recording has no unattributed_ppm"},
      {trace_line("x", R"({"recording":{"unattributed_ppm":1000001,"works":[]}})"), "has no unattributed_ppm"},
      {trace_line("x", R"({"recording":{"unattributed_ppm":1000000}})"), "has no list of works"},
      {trace_line("x", "{\"recording\":" + tier(work("a", 300'000), 600'000) + "}"), "adds up to 900000 ppm"},
      {trace_line("x", "{\"recording\":" + tier(R"({"share_ppm":1000000})", 0) + "}"),
       "neither recording_id nor work_id"},
      {trace_line("x", "{\"recording\":" + tier(R"({"recording_id":"a","share_ppm":0.5})", 0) + "}"),
       "has no share_ppm"},
      {trace_line("x", "{\"recording\":" + tier(work("a", 1'000'000), 0) + "}",
                  R"([{"tier":"recording","recording_id":"a","probability":1.5}])"),
       "a probability outside 0 to 1"},
  };
  for (const auto& [line, reason] : lines) {
    SCOPED_TRACE(line);
    const Attributions read = read_attributions(line + "\r\n" + trace_line("sound.mp3", "{}"), "t.jsonl", {});
    ASSERT_THAT(read.refused, SizeIs(1));
    EXPECT_EQ(read.refused[0].place, "t.jsonl:1");
    EXPECT_THAT(read.refused[0].reason, HasSubstr(reason));
    ASSERT_THAT(read.tracks, SizeIs(1));
    EXPECT_EQ(read.tracks[0].track_id, "sound");
  }
}

}  // namespace
}  // namespace tributary::report
