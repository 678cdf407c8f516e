#include "audit/attribution.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <numeric>

#include <gtest/gtest.h>

#include "audit/linear_generator.h"
#include "audit/sparse_scores.h"

namespace tributary::audit {
namespace {

constexpr std::size_t kItems = 30;

// Two owners of six segments and one of eighteen, two works an owner.
class AttributionTest : public testing::Test {
 protected:
  AttributionTest() {
    std::filesystem::remove_all(folder_);
    SegmentSet set{4, 8, noise_of(11, kItems * 32), {}};
    for (std::size_t i = 0; i < kItems; ++i) {
      const std::string owner(1, i < 6 ? 'A' : i < 12 ? 'B' : 'C');
      const std::string work = owner + (i % 2 == 0 ? "1" : "2");
      set.segments.push_back({work + ".wav", work, owner, owner, "folk", static_cast<double>(i)});
    }
    LinearGenerator generator(4, 8, 5);  // wide enough that no two rows are alike by chance
    const std::vector<std::int64_t> tags(kItems, 0);
    const GradientPlan plan = plan_diagonal(generator, {set.levels, tags}, GradientSettings{}).value();
    EXPECT_TRUE(append_to_store(folder_, plan, generator, set, 100, [](StoreProgress) {}).ok());
    calibration_.store = GradientStore::open(folder_).value().name();
  }
  ~AttributionTest() override { std::filesystem::remove_all(folder_); }

  // Segments of an owner have its score on average. The third is what segments that moved nothing have.
  static Evidence evidence(float a, float b, float c) {
    Evidence evidence{{}, 1.0, true};
    for (std::size_t i = 0; i < kItems; ++i)
      evidence.scores.push_back(i < 12 ? (i < 6 ? a : b) * (i % 2 == 0 ? 1.5F : 0.5F) : c);
    return evidence;
  }

  AuditAnswer ask(const Evidence& evidence, const std::optional<Calibration>& calibration) {
    AuditAnswer answer;
    const GradientStore store = GradientStore::open(folder_).value();
    attribute(store, holdings_of(store, 1), evidence, calibration, answer);
    Ppm total = answer.unattributed_ppm;
    for (const ModelShare& work : answer.works) total += work.share_ppm;
    EXPECT_EQ(total, kWholePpm);
    return answer;
  }

  std::filesystem::path folder_ =
      std::filesystem::temp_directory_path() / ("tributary_attribution_" + std::to_string(::getpid()));
  Calibration calibration_{"linear-5", "", 0.01, 0.02, 0.9, 0.001};
};

TEST_F(AttributionTest, SharesAreForeseenEffectsOverTheGain) {
  const AuditAnswer answer = ask(evidence(5, 5.0F / 3, 0), calibration_);
  ASSERT_EQ(answer.owners.size(), 2U);
  EXPECT_TRUE(answer.attributed);
  EXPECT_EQ(answer.owners[0].owner, "A");
  EXPECT_NEAR(answer.owners[0].share_ppm, 300000, 1);
  EXPECT_NEAR(answer.owners[0].low_ppm, 280000, 1);
  EXPECT_NEAR(answer.owners[0].high_ppm, 320000, 1);
  EXPECT_NEAR(answer.owners[1].share_ppm, 100000, 1);
  EXPECT_NEAR(answer.unattributed_ppm, 600000, 2);
  ASSERT_EQ(answer.works.size(), 4U);
  EXPECT_EQ(answer.works[0].work_id, "A1");
  EXPECT_NEAR(answer.works[0].share_ppm, 225000, 1);
  EXPECT_NEAR(answer.works[0].low_ppm, 205000, 1);
}

TEST_F(AttributionTest, TheHighestScoresComeFirst) {
  EXPECT_EQ(strongest_rows(std::vector<float>{1, 4, -2, 4, 3}, 3), (std::vector<std::size_t>{1, 3, 4}));
  EXPECT_EQ(strongest_rows(std::vector<float>{1}, 3), (std::vector<std::size_t>{0}));
}

// A's two works are of one owner, or of two.
TEST_F(AttributionTest, AnOwnerUnderTwoNamesGetsTheSame) {
  Calibration careful = calibration_;
  careful.items = 6;
  const GradientStore store = GradientStore::open(folder_).value();
  for (const float a : {0.4F, 0.8F, 1.6F, 5.0F}) {
    const Evidence scores = evidence(a, 1, 0);
    AuditAnswer whole;
    attribute(store, holdings_of(store, 1), scores, careful, whole);
    Holdings split = holdings_of(store, 1);
    split.owners.push_back("D");
    for (std::size_t i = 0; i < 6; ++i)
      if (i % 3 == 0) split.owner_of[i] = 3;
    AuditAnswer parted;
    attribute(store, split, scores, careful, parted);
    const auto share_of = [](const AuditAnswer& answer, const std::string& names) {
      Ppm sum = 0;
      for (const ModelShare& owner : answer.owners)
        sum += names.find(owner.owner) != std::string::npos ? owner.share_ppm : 0;
      return sum;
    };
    EXPECT_NEAR(share_of(whole, "A"), share_of(parted, "AD"), 5000) << a;
    EXPECT_EQ(whole.unattributed_ppm, parted.unattributed_ppm) << a;
  }
}

TEST_F(AttributionTest, FewSegmentsAndManyAreLessSure) {
  Calibration calibration = calibration_;
  EXPECT_EQ(half_width_of(calibration, 3), 0.02);
  calibration.items = 16;
  EXPECT_NEAR(half_width_of(calibration, 16), 0.02, 1e-12);
  EXPECT_NEAR(half_width_of(calibration, 4), 0.01, 1e-12);
  EXPECT_NEAR(half_width_of(calibration, 32), 0.04, 1e-12);
}

TEST_F(AttributionTest, EffectsBeyondTheGainAreScaledDown) {
  const AuditAnswer answer = ask(evidence(15, 10, 0), calibration_);
  EXPECT_NEAR(answer.owners[0].share_ppm, 600000, 1);
  EXPECT_NEAR(answer.owners[1].share_ppm, 400000, 1);
  EXPECT_LE(answer.unattributed_ppm, 2);
}

TEST_F(AttributionTest, AbstainsAndSaysWhy) {
  const auto reason = [&](const Evidence& e, const std::optional<Calibration>& c) {
    const AuditAnswer answer = ask(e, c);
    EXPECT_FALSE(answer.attributed);
    EXPECT_EQ(answer.unattributed_ppm, kWholePpm);
    return answer.reason;
  };
  Evidence some = evidence(3, 1, 0);
  EXPECT_NE(reason(some, std::nullopt).find("no calibration"), std::string::npos);
  Calibration foreign = calibration_;
  foreign.checkpoint = "linear-6";
  EXPECT_NE(reason(some, foreign).find("another model"), std::string::npos);
  foreign = calibration_;
  foreign.store = std::string(32, '0');
  EXPECT_NE(reason(some, foreign).find("another store"), std::string::npos);
  some.likelihood_gain = 0.003;
  EXPECT_NE(reason(some, calibration_).find("made itself"), std::string::npos);
  some.likelihood_gain = 1;
  Calibration proud = calibration_;
  proud.own_gain = 0.999;
  EXPECT_NE(reason(some, proud).find("made itself"), std::string::npos);
  some.has_reference = false;
  EXPECT_NE(reason(some, calibration_).find("no reference model"), std::string::npos);
  EXPECT_NE(reason(evidence(0.1F, 0.1F, 0), calibration_).find("clear of zero"), std::string::npos);
}

TEST_F(AttributionTest, AbstainsWhereScoresAreThoseOfEveryTrack) {
  const GradientStore store = GradientStore::open(folder_).value();
  std::vector<float> mean(store.plan().columns);
  for (std::size_t i = 0; i < store.size(); ++i)
    for (std::size_t k = 0; k < mean.size(); ++k) mean[k] += store.row(i)[k];
  const std::vector<float> products = store.products(mean, 1);
  const Evidence evidence{sparse_scores(products), 1.0, true, sameness(store, products)};
  EXPECT_NE(ask(evidence, calibration_).reason.find("every track"), std::string::npos);
}

TEST(StrongestRows, AreThoseThatHaveAPart) {
  EXPECT_EQ(strongest_rows(std::vector<float>{0, 2, 0, 3, 2}, 10), (std::vector<std::size_t>{3, 1, 4}));
  EXPECT_EQ(strongest_rows(std::vector<float>{0, 2, 0, 3, 2}, 2), (std::vector<std::size_t>{3, 1}));
  EXPECT_TRUE(strongest_rows(std::vector<float>(5, 0), 3).empty());
}

class CalibrationFile : public ::testing::Test {
 protected:
  ~CalibrationFile() override { std::filesystem::remove(path_); }
  std::string refusal(const std::string& text) {
    std::ofstream(path_) << text;
    const auto read = read_calibration(path_);
    return read ? "accepted" : read.error().message;
  }

  const std::filesystem::path path_ =
      std::filesystem::temp_directory_path() / ("tributary_calibration_" + std::to_string(::getpid()));
  const std::string known_ = "checkpoint\t" + std::string(64, 'a') + "\nstore\t" + std::string(32, 'b') + "\n";
};

TEST_F(CalibrationFile, IsReadAsItWasWritten) {
  const Calibration written{std::string(64, 'a'), std::string(32, 'b'), 0.5, 0.25, 0.9, 0.125, 24, 0.75};
  ASSERT_TRUE(write_calibration(path_, written).ok());
  EXPECT_EQ(read_calibration(path_).value(), written);
}

TEST_F(CalibrationFile, NamesWhatIsMissingOrOutOfRange) {
  const std::string whole = known_ + "slope\t1\nhalf_width\t0\ncoverage\t0.9\nnoise\t0\nown_gain\t0\n";
  EXPECT_EQ(refusal(whole), "accepted");
  for (const char* line :
       {"slope\tnan", "slope\t0", "slope\t-1", "slope\t1e308", "half_width\tinf", "half_width\t-1", "coverage\t1",
        "noise\t1e308", "own_gain\t-1", "items\t-1", "items\t1e99", "store\tx", "other\t1", ""})
    EXPECT_NE(refusal(known_ + line + "\n").find("line 3 is no number"), std::string::npos) << line;
  EXPECT_NE(refusal(whole + "slope\t1\n").find("line 8"), std::string::npos) << "a second one";
  EXPECT_NE(refusal("slope\t1\n").find("lacks a checkpoint"), std::string::npos);
  EXPECT_NE(refusal("checkpoint\t" + std::string(64, 'a') + "\n").find("lacks a store"), std::string::npos);
  EXPECT_NE(refusal(known_ + "slope\t1\nhalf_width\t0\ncoverage\t0.9\n").find("lacks a noise"), std::string::npos);
  EXPECT_NE(refusal(known_ + "slope\t1\nnoise\t0\ncoverage\t0.9\n").find("lacks a half_width"), std::string::npos);
}

}  // namespace
}  // namespace tributary::audit
