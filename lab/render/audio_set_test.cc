#include "lab/render/audio_set.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <iterator>
#include <map>
#include <set>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "audio/decoder.h"
#include "base/test_folder.h"
#include "dsp/constant_q.h"
#include "lab/random/random.h"

namespace tributary::lab {
namespace {

namespace fs = std::filesystem;

constexpr const char* kSoundFont = "/usr/share/sounds/sf2/TimGM6mb.sf2";

// One-voice tunes of 40 s, each a work, half of them for the catalog.
std::vector<Piece> tunes(int count) {
  constexpr std::array<int, 7> kScale = {60, 62, 64, 65, 67, 69, 71};
  std::vector<Piece> pieces;
  for (int i = 0; i < count; ++i) {
    Random random(static_cast<std::uint64_t>(i));
    Piece piece{fmt::format("folk/{}.abc", i), fmt::format("folk:{}", i), "folk", "", Split::kTest, true, {}, {0}};
    if (i % 2 == 1) piece.split = Split::kValidation;
    for (float at_s = 0; at_s < 40;) {
      const float duration_s = on_time_grid(static_cast<float>(random.uniform(0.4, 0.9)));
      piece.notes.push_back({at_s, duration_s, static_cast<std::uint8_t>(kScale[random.below(7)]), 90, 0, 0, false});
      at_s += duration_s;
    }
    pieces.push_back(piece);
  }
  return pieces;
}

PlanOptions small_plan() {
  PlanOptions options;
  options.queries_per_condition = 4;
  options.queries_per_tradition = 5;
  options.negatives = 3;
  options.query_s = 10;
  return options;
}

TEST(QueryPlan, AsksForWhatTheCatalogHolds) {
  const std::vector<Piece> corpus = tunes(20);
  const QueryPlan plan = plan_queries(corpus, small_plan());
  EXPECT_EQ(plan.catalog.size(), 10U);
  std::set<std::string> works;
  for (const PlannedRecording& recording : plan.catalog) works.insert(recording.piece->work_id);
  std::map<Condition, int> counts;
  for (const PlannedQuery& query : plan.queries) {
    ++counts[query.condition];
    EXPECT_EQ(works.contains(query.piece->work_id), query.condition != Condition::kNegative);
    const std::vector<Stretch> truth = query.truth(10);
    if (query.condition == Condition::kNegative) {
      EXPECT_TRUE(truth.empty());
      continue;
    }
    ASSERT_FALSE(truth.empty());
    EXPECT_NEAR(truth.front().version_start_s, 0, 1e-9);
    EXPECT_NEAR(truth.back().version_end_s, 10, 1e-9);
    bool is_edited = false;
    for (std::size_t i = 1; i < truth.size(); ++i)
      is_edited = is_edited || std::abs(truth[i].original_start_s - truth[i - 1].original_end_s) > 1;
    EXPECT_EQ(is_edited, query.condition == Condition::kEdited);
    EXPECT_LE(truth.back().original_end_s, 41);
    if (query.condition == Condition::kMixture) {
      EXPECT_FALSE(works.contains(query.under->work_id));
    }
  }
  for (const Condition condition :
       {Condition::kReinstrumented, Condition::kNearKey, Condition::kAnyKey, Condition::kMelodyOnly,
        Condition::kMixture, Condition::kEdited, Condition::kRoom, Condition::kMastered, Condition::kCodecMp3,
        Condition::kCodecAac, Condition::kCodecOpus})
    EXPECT_EQ(counts[condition], 4) << condition_name(condition);
  EXPECT_EQ(counts[Condition::kEachTradition], 5);
  EXPECT_EQ(counts[Condition::kNegative], 3);
}

TEST(QueryPlan, AsksForAPieceAgainInAnotherVersion) {
  const std::vector<Piece> corpus = tunes(6);
  PlanOptions options = small_plan();
  options.queries_per_condition = 0;
  options.queries_per_tradition = 0;
  options.negatives = 30;
  const QueryPlan plan = plan_queries(corpus, options);
  ASSERT_EQ(plan.queries.size(), 30U);
  std::set<double> starts;
  for (const PlannedQuery& query : plan.queries) starts.insert(query.start_s);
  EXPECT_EQ(starts.size(), 30U);
}

TEST(QueryPlan, LimitsWorksAndDependsOnTheSeedOnly) {
  const std::vector<Piece> corpus = tunes(20);
  PlanOptions options = small_plan();
  options.most_works = 3;
  const QueryPlan plan = plan_queries(corpus, options);
  const QueryPlan again = plan_queries(corpus, options);
  ASSERT_EQ(plan.catalog.size(), 3U);
  ASSERT_EQ(plan.queries.size(), again.queries.size());
  for (std::size_t i = 0; i < plan.queries.size(); ++i) {
    EXPECT_EQ(plan.queries[i].version.notes, again.queries[i].version.notes);
    EXPECT_EQ(plan.queries[i].start_s, again.queries[i].start_s);
  }
  options.seed = 2;
  EXPECT_NE(plan_queries(corpus, options).queries[0].start_s, plan.queries[0].start_s);
}

dsp::ConstantQSpectrum spectrum_of(const fs::path& path) {
  const auto samples = audio::decode_file(path);
  EXPECT_TRUE(samples.ok()) << samples.error().message;
  dsp::ConstantQ constant_q;
  if (samples) constant_q.add(*samples);
  return constant_q.finish();
}

// The pitch class that sounds loudest at a moment.
int pitch_class_at(const dsp::ConstantQSpectrum& spectrum, double time_s) {
  const auto frame = spectrum.frame(std::min(static_cast<std::size_t>(time_s * 20 + 0.5), spectrum.frames - 1));
  std::array<double, 12> powers{};
  for (std::size_t bin = 0; bin < frame.size(); ++bin) powers[bin / 3 % 12] += std::pow(10, frame[bin] / 20.0);
  return static_cast<int>(std::max_element(powers.begin(), powers.end()) - powers.begin());
}

std::string text_of(const fs::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

class RenderedSet : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!fs::exists(kSoundFont)) GTEST_SKIP() << "install timgm6mb-soundfont";
    options_ = {folder_ / "all_threads", kSoundFont, {kSoundFont}, 10, 16000, 2};
  }
  void render(const QueryPlan& plan) {
    const auto done = render_audio_set(plan, options_, [](std::size_t, std::size_t) {});
    ASSERT_TRUE(done.ok()) << done.error().message;
  }
  const TestFolder folder_;
  AudioSetOptions options_;
};

// In any key and tempo the query plays, at each moment, what the catalog plays at the moment that the truth names.
TEST_F(RenderedSet, PlaysWhatTheTruthSays) {
  const std::vector<Piece> corpus = tunes(6);
  const QueryPlan plan = plan_queries(corpus, small_plan());
  render(plan);
  int right = 0;
  int all = 0;
  for (std::size_t i = 0; i < plan.queries.size(); ++i) {
    const PlannedQuery& query = plan.queries[i];
    if (query.condition != Condition::kMelodyOnly) continue;
    const dsp::ConstantQSpectrum asked = spectrum_of(options_.out / fmt::format("queries/{:05}.wav", i));
    EXPECT_EQ(asked.frames, 200U);
    for (double time_s = 0.5; time_s < 9.5; time_s += 0.1) {
      const double score_s = *query.version.time_map.original_time(query.start_s + time_s);
      for (const Note& note : query.piece->notes) {
        const double into_s = score_s - static_cast<double>(note.onset_s);
        if (into_s < 0.15 || into_s > static_cast<double>(note.duration_s) - 0.15) continue;
        ++all;
        right += pitch_class_at(asked, time_s) == (note.pitch + query.version.transposition_semitones + 12) % 12;
      }
    }
  }
  EXPECT_GT(all, 100);
  EXPECT_GT(right, all * 4 / 5) << right << " of " << all;
}

TEST_F(RenderedSet, IsTheSameOnOneThread) {
  const std::vector<Piece> corpus = tunes(4);
  PlanOptions plan = small_plan();
  plan.queries_per_condition = 1;
  plan.negatives = 1;
  render(plan_queries(corpus, plan));
  const fs::path first = options_.out;
  options_.out = folder_ / "one_thread";
  options_.threads = 1;
  render(plan_queries(corpus, plan));
  for (const char* name : {"catalog.csv", "queries.csv", "catalog/00001.wav", "queries/00000.wav", "queries/00004.wav",
                           "queries/00005.wav", "queries/00008.mp3", "queries/00010.opus"})
    EXPECT_EQ(text_of(first / name), text_of(options_.out / name)) << name;
  EXPECT_TRUE(text_of(first / "queries.csv").find("melody_only,folk:") != std::string::npos);
}

}  // namespace
}  // namespace tributary::lab
