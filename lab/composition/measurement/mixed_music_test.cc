// Music that is mixed for a measurement: what may be in it, and that its seed alone decides.
#include <array>
#include <filesystem>
#include <set>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/test_folder.h"
#include "lab/composition/measurement/extra_music.h"
#include "lab/composition/measurement/mixed_set.h"
#include "lab/composition/measurement/tune_book.h"
#include "lab/random/random.h"

namespace tributary::lab {
namespace {

namespace fs = std::filesystem;

// Tunes of 40 s, each a work; the i-th is of the split i % 3.
std::vector<Piece> tunes(int count) {
  constexpr std::array<int, 7> kScale = {60, 62, 64, 65, 67, 69, 71};
  std::vector<Piece> pieces;
  for (int i = 0; i < count; ++i) {
    Random random(static_cast<std::uint64_t>(i));
    const std::string name = std::to_string(i);
    Piece piece{"folk/" + name, "folk:" + name, "folk", "", static_cast<Split>(i % 3), true, {}, {0}};
    for (float at_s = 0; at_s < 40; at_s += 0.5F)
      piece.notes.push_back({at_s, 0.5F, static_cast<std::uint8_t>(kScale[random.below(7)]), 90, 0, 0, false});
    pieces.push_back(piece);
  }
  return pieces;
}

// Every General MIDI program as a tone of one partial.
std::vector<Instrument> tones() {
  std::vector<Instrument> bank;
  for (int program = 0; program < 128; ++program) {
    Instrument instrument{"tone", "made up", static_cast<std::uint8_t>(program), false, {}};
    for (int pitch = 40; pitch < 100; pitch += 12) {
      NoteTemplate note{static_cast<std::uint8_t>(pitch), 8, 10, {}};
      note.levels.assign(10 * kTemplateBins, 0);
      for (std::size_t frame = 0; frame < 10; ++frame)
        note.levels[frame * kTemplateBins + 1 + 3 * static_cast<std::size_t>(pitch - kTemplateLowestPitch)] = 170;
      instrument.notes.push_back(note);
    }
    bank.push_back(instrument);
  }
  return bank;
}

class MixedMusicTest : public ::testing::Test {
 protected:
  void SetUp() override {
    corpus_ = folder_ / "corpus.bin";
    ASSERT_TRUE(write_note_corpus(corpus_, tunes(30)).ok());
    ASSERT_TRUE(write_template_bank(folder_ / "tones.bin", tones()).ok());
    banks_ = {folder_ / "tones.bin", {folder_ / "tones.bin"}};
  }

  ExtraMusicOptions options() const {
    ExtraMusicOptions options;
    options.corpus = corpus_;
    options.banks = banks_;
    options.negatives = 7;
    return options;
  }

  const TestFolder folder_;
  fs::path corpus_;
  TemplateBanks banks_;
};

TEST_F(MixedMusicTest, DistractorsAreNothingThatAQueryPlays) {
  CompositionSet set;
  set.catalog.push_back({{}, "folk:2", "folk/2"});
  set.queries.resize(1);
  set.queries[0].version_id = "folk/3";  // of the training split, as are 0, 6, 9, ...
  set.queries[0].under = "folk/6";
  const auto music = ExtraMusic::open(options(), set);
  ASSERT_TRUE(music.ok()) << music.error().message;
  std::set<std::string> works;
  for (std::size_t i = 0; i < 8; ++i) works.insert(music->distractor_name(i).work_id);
  EXPECT_EQ(works.size(), 8U);
  for (const std::string& work : works) EXPECT_EQ(std::stoi(work.substr(5)) % 3, 0) << work;
  EXPECT_FALSE(works.contains("folk:3"));
  EXPECT_FALSE(works.contains("folk:6"));
  EXPECT_EQ(music->distractor_name(8).work_id, "invented:8");
  for (const std::size_t number : {0U, 8U, 100U}) {
    const auto window = music->distractor(number);
    ASSERT_TRUE(window.ok()) << window.error().message;
    EXPECT_GT(window->frames, 300U) << number;
  }
  EXPECT_EQ(music->negatives(), 7U);
  for (std::size_t i = 0; i < music->negatives(); ++i) {
    EXPECT_EQ(std::stoi(music->negative_name(i).version_id.substr(5)) % 3, 1);
    const auto window = music->negative(i);
    ASSERT_TRUE(window.ok()) << window.error().message;
    EXPECT_EQ(window->frames, 300U);
  }
}

TEST_F(MixedMusicTest, DependsOnSeedAndSetOnly) {
  CompositionSet set;
  const auto first = ExtraMusic::open(options(), set);
  const auto again = ExtraMusic::open(options(), set);
  ASSERT_TRUE(first.ok() && again.ok());
  EXPECT_EQ(first->recipe(), again->recipe());
  EXPECT_EQ(first->distractor(20)->levels, again->distractor(20)->levels);
  EXPECT_EQ(first->negative(3)->levels, again->negative(3)->levels);
  ExtraMusicOptions other = options();
  other.seed = 2;
  EXPECT_NE(ExtraMusic::open(other, set)->recipe(), first->recipe());
  set.catalog.push_back({{}, "folk:0", "folk/0"});
  EXPECT_NE(ExtraMusic::open(options(), set)->recipe(), first->recipe());
}

TEST_F(MixedMusicTest, MakesASetWithoutAudio) {
  PlanOptions plan;
  plan.catalog_split = Split::kValidation;
  plan.outside_split = Split::kTrain;
  plan.queries_per_condition = 3;
  plan.queries_per_tradition = 4;
  plan.negatives = 5;
  const auto mixed = MixedSet::open(corpus_, banks_, plan);
  ASSERT_TRUE(mixed.ok()) << mixed.error().message;
  const CompositionSet& set = mixed->set();
  EXPECT_EQ(set.catalog.size(), 10U);
  EXPECT_TRUE(mixed->recording(0).ok());
  std::multiset<std::string> conditions;
  for (std::size_t i = 0; i < set.queries.size(); ++i) {
    const SetQuery& query = set.queries[i];
    conditions.insert(query.condition);
    EXPECT_EQ(query.is_negative(), query.condition == "negative");
    EXPECT_EQ(query.truth.empty(), query.is_negative());
    const auto window = mixed->query(i);
    ASSERT_TRUE(window.ok()) << window.error().message;
    EXPECT_EQ(window->frames, 300U);
  }
  EXPECT_EQ(conditions.count("mixture"), 3U);
  EXPECT_EQ(conditions.count("each_tradition"), 4U);
  EXPECT_EQ(conditions.count("negative"), 5U);
  EXPECT_EQ(conditions.count("room"), 0U);
}

TEST_F(MixedMusicTest, NamesWhatIsMissing) {
  ExtraMusicOptions broken = options();
  broken.corpus = folder_ / "nowhere.bin";
  EXPECT_THAT(ExtraMusic::open(broken, {}).error().message, ::testing::HasSubstr("nowhere.bin"));
  broken = options();
  broken.banks.catalog = corpus_;
  EXPECT_THAT(ExtraMusic::open(broken, {}).error().message, ::testing::HasSubstr("corpus.bin"));
}

TEST_F(MixedMusicTest, TunesAreKnownByTheirNotes) {
  const auto book = TuneBook::open(corpus_);
  ASSERT_TRUE(book.ok());
  SetQuery query;
  query.version_id = "folk/4";
  query.piece_start_s = 10;
  query.piece_end_s = 25;
  EXPECT_TRUE(book->share(query, {{}, "another", "folk/4"}));
  EXPECT_FALSE(book->share(query, {{}, "folk:5", "folk/5"}));
  EXPECT_FALSE(book->share(query, {{}, "folk:4", "unknown"}));
  EXPECT_FALSE(TuneBook().share(query, {{}, "another", "folk/4"}));
}

}  // namespace
}  // namespace tributary::lab
