#include "lab/calibration/twins.h"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/test_folder.h"
#include "lab/calibration/case_tracer.h"
#include "lab/random/random.h"
#include "lab/sound/sound_file.h"

namespace tributary::lab {
namespace {

using testing::DoubleNear;
using testing::ElementsAre;
using testing::Pair;

Match match(const std::string& recording, double start_s, double end_s, double tempo_ratio = 1, double pitch = 0) {
  Match match;
  match.recording_id = recording;
  match.query_start_s = start_s;
  match.query_end_s = end_s;
  match.tempo_ratio = tempo_ratio;
  match.pitch_shift_semitones = pitch;
  return match;
}

TEST(PartsPlayedByOthers, CountEachSecondOnceAndOnlyAsItWasRecorded) {
  TraceAnswer answer;
  answer.query_duration_s = 100;
  answer.matches = {match("own", 0, 100),          match("a", 10, 40),      match("a", 30, 50, 0.985, -0.26),
                    match("a, another", 90, 100),  match("b", 0, 30, 1.03), match("b", 0, 30, 1, 0.6),
                    match("of the copy", 50, 100), match("b", 60, 70)};
  answer.matches.push_back(match("b", 0, 100));
  answer.matches.back().tier = Tier::kStyle;
  const std::map<std::string, std::string> owners = {
      {"own", "me"}, {"of the copy", "me"}, {"a", "Ann"}, {"a, another", "Ann"}, {"b", "Bob"}};
  EXPECT_THAT(parts_played_by_others(answer, "me", owners),
              ElementsAre(Pair("Ann", DoubleNear(0.5, 1e-12)), Pair("Bob", DoubleNear(0.1, 1e-12))));
}

// Two hundred notes drawn from `seed`, 30 s of them.
Sound drawn_music(std::uint64_t seed) {
  Random random(seed);
  Sound sound{1, std::vector<float>(frames_of(30), 0.0F)};
  for (int note = 0; note < 200; ++note) {
    const std::size_t first = frames_of(random.uniform(0, 29));
    const double step = 2 * std::numbers::pi * random.uniform(150, 3000) / kSoundRateHz;
    for (std::size_t i = 0; i < frames_of(0.5) && first + i < sound.samples.size(); ++i) {
      const auto time = static_cast<double>(i);
      sound.samples[first + i] += static_cast<float>(0.05 * std::exp(-time / 8000) * std::sin(step * time));
    }
  }
  return sound;
}

Sound after(Sound first, const Sound& second) {
  first.samples.insert(first.samples.end(), second.samples.begin(), second.samples.end());
  return first;
}

TEST(CaseTracer, TakesWorksOfOneOwnerForOneAndNobodysForNone) {
  const TestFolder folder;
  const auto write = [&](const std::string& name, const Sound& sound) {
    const auto written = write_wav(folder / name, sound);
    ASSERT_TRUE(written.ok()) << written.error().message;
  };
  write("a.wav", drawn_music(1));
  write("b.wav", slice(drawn_music(1), 4, 24));
  write("c.wav", drawn_music(2));
  const auto catalog = folder.write("catalog.csv",
                                    "path,title,artist,work_id,owner,tradition\n"
                                    "a.wav,A,x,rec:a,owner of x,\nb.wav,B,y,rec:b,owner of x,\n"
                                    "c.wav,C,z,rec:c,,\n");
  ASSERT_TRUE(import_catalog(catalog, folder / "workspace", 1).ok());
  const auto tracer = CaseTracer::open(folder / "workspace", {});
  ASSERT_TRUE(tracer.ok());
  const auto rights = [&](const std::string& path, const std::string& truth) {
    MixCase one;
    one.path = path;
    one.duration_s = 30;
    one.truth = {{Tier::kRecording, truth, 1, {{0, 30}}}, {Tier::kComposition, truth, 1, {{0, 30}}}};
    const auto record = tracer->relaxed(folder.path(), one);
    EXPECT_TRUE(record.ok());
    std::vector<bool> right;
    for (const auto& match : record->relaxed)
      if (match.tier == Tier::kComposition) right.push_back(match.right);
    return right;
  };
  EXPECT_THAT(rights("a.wav", "rec:a"), ElementsAre(true, true));
  EXPECT_THAT(rights("c.wav", "rec:a"), ElementsAre(false));
  EXPECT_THAT(rights("c.wav", "rec:outside"), ElementsAre(false));
}

TEST(FindTwins, FindsARecordingThatAnotherOwnerHasOnceMore) {
  const TestFolder folder;
  const auto write = [&](const std::string& name, const Sound& sound) {
    const auto written = write_wav(folder / name, sound);
    ASSERT_TRUE(written.ok()) << written.error().message;
  };
  const Sound music = drawn_music(1);
  write("a.wav", music);
  write("b.wav", slice(music, 4, 24));
  write("c.wav", drawn_music(2));
  write("d.wav", after(slice(drawn_music(2), 0, 10), slice(drawn_music(3), 0, 20)));
  write("e.wav", drawn_music(4));
  write("f.wav", after(slice(drawn_music(4), 0, 18), slice(drawn_music(5), 0, 12)));
  const auto catalog = folder.write("catalog.csv",
                                    "path,title,artist,work_id,owner,tradition\n"
                                    "a.wav,A,x,rec:a,owner of x,\nb.wav,B,y,rec:b,owner of y,\n"
                                    "c.wav,C,z,rec:c,owner of z,\nd.wav,D,z2,rec:d,owner of z2,\n"
                                    "e.wav,E,v,rec:e,owner of v,\nf.wav,F,w,rec:f,owner of w,\n");
  const auto imported = import_catalog(catalog, folder / "workspace", 2);
  ASSERT_TRUE(imported.ok()) << imported.error().message;
  const auto twins = find_twins(folder / "workspace", 2);
  ASSERT_TRUE(twins.ok()) << twins.error().message;
  ASSERT_EQ(twins->size(), 4U);
  for (const Twins& pair : *twins) {
    EXPECT_NE(pair.owner, "owner of z");
    EXPECT_NE(pair.other, "owner of z");
    EXPECT_GT(pair.part, 0.5);
  }
}

// Three owners become one through a twin that two of them have; the others keep theirs.
TEST(JoinOwners, GivesAllTwinsTheFirstOnesOwner) {
  const TestFolder folder;
  const std::string header = "path,title,artist,work_id,owner,tradition\n";
  const auto file = folder.write("catalog.csv", header +
                                                    "a.ogg,\"A, live\",x,rec:a,owner of x,folk\n"
                                                    "b.ogg,B,y,rec:b,owner of y,\n"
                                                    "c.ogg,C,z,rec:c,owner of z,\n"
                                                    "d.ogg,D,w,rec:d,owner of w,\n");
  const std::vector<Twins> twins = {{"owner of z", "owner of y", 0.7}, {"owner of z", "owner of x", 0.6}};
  const auto changed = join_owners(file, twins);
  ASSERT_TRUE(changed.ok()) << changed.error().message;
  EXPECT_EQ(*changed, 2U);
  EXPECT_EQ(folder.read("catalog.csv"), header +
                                            "a.ogg,\"A, live\",x,rec:a,owner of x,folk\n"
                                            "b.ogg,B,y,rec:b,owner of x,\n"
                                            "c.ogg,C,z,rec:c,owner of x,\n"
                                            "d.ogg,D,w,rec:d,owner of w,\n");
  EXPECT_EQ(join_owners(file, {}).value(), 0U);
  folder.write("catalog.csv", header + "a.ogg,A,x,rec:a,,\nb.ogg,B,y,rec:b,,\nc.ogg,C,z,rec:c,owner of z,\n");
  EXPECT_EQ(join_owners(file, std::vector<Twins>{{"owner of z", "", 0.7}}).value(), 0U);
}

TEST(JoinOwners, LosesNoColumn) {
  const TestFolder folder;
  const std::string table = "path,title,artist,work_id,owner,tradition,isrc\na.ogg,A,x,rec:a,owner of x,,\n";
  const auto refused = join_owners(folder.write("catalog.csv", table), {});
  ASSERT_FALSE(refused.ok());
  EXPECT_THAT(refused.error().message, testing::HasSubstr("catalog.csv: has columns beside path, title"));
  EXPECT_EQ(folder.read("catalog.csv"), table);
}

}  // namespace
}  // namespace tributary::lab
