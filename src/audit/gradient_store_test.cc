#include "audit/gradient_store.h"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <iterator>

#include <gtest/gtest.h>

#include "audit/linear_generator.h"
#include "audit/unlearning.h"

namespace tributary::audit {
namespace {

constexpr std::size_t kFrames = 2;
constexpr std::size_t kBands = 4;
constexpr std::size_t kItems = 30;

SegmentSet random_set() {
  SegmentSet set{kFrames, kBands, noise_of(11, kItems * kFrames * kBands), {}};
  for (std::size_t i = 0; i < kItems; ++i) {
    const std::string name = "r" + std::to_string(i);
    set.segments.push_back({name, name, "owner", "artist", "folk", 0});
  }
  return set;
}

GradientSettings whole_gradients() {
  GradientSettings settings;
  settings.draws = 3;
  settings.rank = 0;
  settings.unit_layers = false;
  return settings;
}

void no_progress(StoreProgress) {}

std::string content(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

class GradientStoreTest : public testing::Test {
 protected:
  GradientStoreTest() { std::filesystem::remove_all(folder_); }
  ~GradientStoreTest() override { std::filesystem::remove_all(folder_); }

  ItemBatch all() const { return {set_.levels, tags_}; }
  ItemBatch item(std::size_t i) const { return {set_.item(i), std::span(tags_).subspan(i, 1)}; }

  GradientPlan plan() { return plan_diagonal(generator_, all(), whole_gradients()).value(); }
  Result<void> build(const std::filesystem::path& folder) {
    return append_to_store(folder, plan(), generator_, set_, 8, no_progress);
  }

  std::filesystem::path folder_ =
      std::filesystem::temp_directory_path() / ("tributary_store_" + std::to_string(::getpid()));
  LinearGenerator generator_{kFrames, kBands, 5};
  SegmentSet set_ = random_set();
  std::vector<std::int64_t> tags_ = std::vector<std::int64_t>(kItems, 0);
};

// The first-order change of every item's loss, computed without a store.
TEST_F(GradientStoreTest, ProductsAreInnerProductsOfWhitenedGradients) {
  ASSERT_TRUE(build(folder_).ok());
  const GradientStore store = GradientStore::open(folder_).value();
  ASSERT_EQ(store.size(), kItems);
  const std::vector<float> query = query_rows(store.plan(), generator_, item(4)).value();
  const std::vector<float> products = store.products(query, 2);
  for (std::size_t i = 0; i < kItems; ++i) {
    const std::vector<float> row = query_rows(store.plan(), generator_, item(i)).value();
    double product = 0;
    double norms = 0;
    for (std::size_t k = 0; k < row.size(); ++k) {
      product += static_cast<double>(row[k]) * static_cast<double>(query[k]);
      norms += static_cast<double>(row[k] * row[k]);
    }
    EXPECT_NEAR(products[i], product, 0.02 * std::sqrt(norms) * std::sqrt(static_cast<double>(products[4])));
  }
}

TEST_F(GradientStoreTest, ProductsDoNotDependOnThreads) {
  ASSERT_TRUE(build(folder_).ok());
  const GradientStore store = GradientStore::open(folder_).value();
  const std::vector<float> query = store.row(3);
  EXPECT_EQ(store.products(query, 1), store.products(query, 3));
}

// Rank correlation of two lists without ties.
double spearman(const std::vector<float>& a, const std::vector<float>& b) {
  const auto ranks = [](const std::vector<float>& values) {
    std::vector<std::size_t> order(values.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::sort(order.begin(), order.end(), [&](std::size_t x, std::size_t y) { return values[x] < values[y]; });
    std::vector<double> ranked(values.size());
    for (std::size_t i = 0; i < order.size(); ++i) ranked[order[i]] = static_cast<double>(i);
    return ranked;
  };
  const std::vector<double> x = ranks(a);
  const std::vector<double> y = ranks(b);
  const double n = static_cast<double>(a.size());
  double squares = 0;
  for (std::size_t i = 0; i < x.size(); ++i) squares += (x[i] - y[i]) * (x[i] - y[i]);
  return 1 - 6 * squares / (n * (n * n - 1));
}

TEST_F(GradientStoreTest, AgreesWithOneStepUnlearning) {
  ASSERT_TRUE(build(folder_).ok());
  const GradientStore store = GradientStore::open(folder_).value();
  for (const std::size_t suspect : {0U, 7U, 21U}) {
    const std::vector<float> query = query_rows(store.plan(), generator_, item(suspect)).value();
    const std::vector<float> unlearned = unlearning_scores(generator_, store.plan(), item(suspect), all(), {}).value();
    EXPECT_GT(spearman(store.products(query, 1), unlearned), 0.98);
  }
}

TEST_F(GradientStoreTest, UnlearningPutsTheWeightsBack) {
  const std::vector<float> before = generator_.losses(all(), {0.5, 3}).value();
  ASSERT_TRUE(unlearning_scores(generator_, plan(), item(2), all(), {}).ok());
  const std::vector<float> after = generator_.losses(all(), {0.5, 3}).value();
  for (std::size_t i = 0; i < kItems; ++i) EXPECT_NEAR(before[i], after[i], 1e-5);
}

TEST_F(GradientStoreTest, GoesOnWithTheRowsThatAreMissing) {
  ASSERT_TRUE(build(folder_ / "whole").ok());
  SegmentSet part = set_;
  part.segments.resize(16);
  part.levels.resize(16 * kFrames * kBands);
  ASSERT_TRUE(append_to_store(folder_ / "grown", plan(), generator_, part, 8, no_progress).ok());
  const std::size_t calls = generator_.calls();
  ASSERT_TRUE(append_to_store(folder_ / "grown", plan(), generator_, part, 8, no_progress).ok());
  EXPECT_EQ(generator_.calls(), calls + 3);  // the plan alone: one batch under three draws
  ASSERT_TRUE(build(folder_ / "grown").ok());
  for (const char* name : {"plan.sealed", "rows-000000.sealed", "rows-000001.sealed", "rows-000003.sealed"})
    EXPECT_EQ(content(folder_ / "whole" / name), content(folder_ / "grown" / name)) << name;
}

// A child is killed while it builds, at many moments; what it left is finished, and equals what was never disturbed.
TEST_F(GradientStoreTest, AKilledBuildIsFinishedWithoutLoss) {
  ASSERT_TRUE(build(folder_ / "whole").ok());
  for (std::size_t files = 0; files < 4; ++files) {
    const std::filesystem::path folder = folder_ / ("killed" + std::to_string(files));
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      std::size_t done = 0;
      const auto kill_self = [&](StoreProgress) {
        if (++done > files) ::kill(::getpid(), SIGKILL);
      };
      (void)append_to_store(folder, plan(), generator_, set_, 8, kill_self).ok();
      ::_exit(0);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status));
    std::ofstream(folder / "rows-000003.sealed.tmp-1-1") << "half of a file";
    ASSERT_TRUE(build(folder).ok());
    EXPECT_EQ(GradientStore::open(folder).value().size(), kItems);
    EXPECT_EQ(content(folder / "rows-000003.sealed"), content(folder_ / "whole/rows-000003.sealed"));
  }
}

// Two processes, one of them killed at every moment, then one that finishes alone.
TEST_F(GradientStoreTest, PartsOfSeveralProcessesMakeTheSameStore) {
  ASSERT_TRUE(build(folder_ / "whole").ok());
  const auto part = [&](const std::filesystem::path& folder, std::size_t rank, std::size_t files) {
    const pid_t child = ::fork();
    if (child == 0) {
      // Progress is told after each file, whoever computes it: the last word of a rank that is killed there.
      std::size_t done = 0;
      const auto kill_self = [&](StoreProgress) {
        if (++done > files) ::kill(::getpid(), SIGKILL);
      };
      (void)append_to_store(folder, plan(), generator_, set_, 8, kill_self, {rank, 2}).ok();
      ::_exit(0);
    }
    int status = 0;
    EXPECT_EQ(::waitpid(child, &status, 0), child);
  };
  for (std::size_t files = 0; files <= 4; ++files) {
    const std::filesystem::path folder = folder_ / ("parts" + std::to_string(files));
    ASSERT_TRUE(create_store(folder, plan()).ok());
    part(folder, 1, 4);
    part(folder, 0, files);
    const std::size_t calls = generator_.calls();
    ASSERT_TRUE(append_to_store(folder, plan(), generator_, set_, 8, no_progress).ok());
    // A batch under three draws for the plan, and for each file that is missing.
    const std::size_t missing = files <= 1 ? 1 : 0;  // rank 0 is killed after file 0, 0, 2, 2 or never
    EXPECT_EQ(generator_.calls() - calls, 3 * (1 + missing)) << files;
    for (const char* name :
         {"plan.sealed", "rows-000000.sealed", "rows-000001.sealed", "rows-000002.sealed", "rows-000003.sealed"})
      EXPECT_EQ(content(folder / name), content(folder_ / "whole" / name)) << name;
  }
}

TEST_F(GradientStoreTest, AFileBehindAGapCountsOnlyIfItIsWhole) {
  ASSERT_TRUE(build(folder_ / "whole").ok());
  ASSERT_TRUE(build(folder_).ok());
  std::filesystem::remove(folder_ / "rows-000001.sealed");
  EXPECT_EQ(GradientStore::open(folder_).value().size(), 8U) << "the rows before the gap";
  std::filesystem::resize_file(folder_ / "rows-000002.sealed", 100);
  ASSERT_TRUE(build(folder_).ok());
  EXPECT_EQ(content(folder_ / "rows-000002.sealed"), content(folder_ / "whole/rows-000002.sealed"));
  std::filesystem::remove(folder_ / "rows-000001.sealed");
  LinearGenerator other(kFrames, kBands, 6);
  const GradientPlan foreign = plan_diagonal(other, all(), whole_gradients()).value();
  ASSERT_TRUE(append_to_store(folder_ / "b", foreign, other, set_, 8, no_progress).ok());
  std::filesystem::copy_file(folder_ / "b/rows-000002.sealed", folder_ / "rows-000002.sealed",
                             std::filesystem::copy_options::overwrite_existing);
  const std::string theirs = content(folder_ / "rows-000002.sealed");
  EXPECT_EQ(build(folder_).error().code, ErrorCode::kConflict);
  EXPECT_EQ(content(folder_ / "rows-000002.sealed"), theirs) << "nothing is overwritten";
}

TEST_F(GradientStoreTest, RefusesTheStoreOfAnotherCheckpoint) {
  ASSERT_TRUE(build(folder_).ok());
  const std::string before = content(folder_ / "rows-000000.sealed");
  LinearGenerator other(kFrames, kBands, 6);
  const GradientPlan here = plan();
  const auto appended = append_to_store(folder_, here, other, set_, 8, no_progress);
  ASSERT_FALSE(appended.ok());
  EXPECT_EQ(appended.error().code, ErrorCode::kConflict);
  EXPECT_NE(appended.error().message.find("linear-5"), std::string::npos);
  EXPECT_FALSE(query_rows(here, other, item(0)).ok());
  const GradientPlan foreign = plan_diagonal(other, all(), whole_gradients()).value();
  EXPECT_EQ(create_store(folder_, foreign).error().code, ErrorCode::kConflict);
  EXPECT_EQ(content(folder_ / "rows-000000.sealed"), before);
}

TEST_F(GradientStoreTest, RefusesRowsOfAnotherPlan) {
  ASSERT_TRUE(build(folder_ / "a").ok());
  LinearGenerator other(kFrames, kBands, 6);
  const GradientPlan foreign = plan_diagonal(other, all(), whole_gradients()).value();
  ASSERT_TRUE(append_to_store(folder_ / "b", foreign, other, set_, 8, no_progress).ok());
  std::filesystem::copy_file(folder_ / "b/rows-000001.sealed", folder_ / "a/rows-000001.sealed",
                             std::filesystem::copy_options::overwrite_existing);
  const auto opened = GradientStore::open(folder_ / "a");
  ASSERT_FALSE(opened.ok());
  EXPECT_NE(opened.error().message.find("rows-000001.sealed: belongs to a store of another model"), std::string::npos);
}

TEST_F(GradientStoreTest, RefusesTruncatedDamagedAndMissingFiles) {
  ASSERT_TRUE(build(folder_).ok());
  const std::filesystem::path rows = folder_ / "rows-000001.sealed";
  const std::string whole = content(rows);
  for (const std::size_t length : {0UL, 40UL, 64UL, 100UL, whole.size() - 1}) {
    std::filesystem::resize_file(rows, length);
    const auto opened = GradientStore::open(folder_);
    ASSERT_FALSE(opened.ok()) << length;
    EXPECT_NE(opened.error().message.find("rows-000001.sealed"), std::string::npos);
    std::ofstream(rows, std::ios::binary) << whole;
  }
  std::string damaged = whole;
  damaged[whole.size() / 2] = static_cast<char>(damaged[whole.size() / 2] ^ 4);
  std::ofstream(rows, std::ios::binary) << damaged;
  EXPECT_EQ(GradientStore::open(folder_).error().code, ErrorCode::kCorrupt);
  std::filesystem::remove(rows);
  ASSERT_TRUE(build(folder_).ok());
  EXPECT_EQ(content(rows), whole);
  std::filesystem::resize_file(folder_ / "plan.sealed", 80);
  EXPECT_EQ(GradientStore::open(folder_).error().code, ErrorCode::kCorrupt);
}

TEST_F(GradientStoreTest, LossesThatAreNotFiniteStopItAndKeepWhatIsThere) {
  ASSERT_TRUE(build(folder_).ok());
  SegmentSet more = set_;
  more.segments.push_back(set_.segments[0]);
  more.levels.insert(more.levels.end(), set_.item(0).begin(), set_.item(0).end());
  const GradientPlan here = plan();
  generator_.fail();
  const auto appended = append_to_store(folder_, here, generator_, more, 8, no_progress);
  ASSERT_FALSE(appended.ok());
  EXPECT_NE(appended.error().message.find("not finite"), std::string::npos);
  EXPECT_EQ(GradientStore::open(folder_).value().size(), kItems);
}

// Two layers whose gradients differ a thousandfold.
TEST(GradientPlan, LayersCountTheSame) {
  Projection projection(2);
  projection[0] = {1, 2, {1}, {1, 1}};
  projection[1] = {1, 1, {1}, {1}};
  std::vector<float> gradients = {3000, 4000, 2, 0, 0, -5};
  make_layers_unit(projection, gradients);
  const std::vector<float> unit = {0.6F, 0.8F, 1, 0, 0, -1};
  for (std::size_t k = 0; k < unit.size(); ++k) EXPECT_NEAR(gradients[k], unit[k], 1e-6);
}

TEST_F(GradientStoreTest, LossesAreMeasuredOverTheWholeSchedule) {
  GradientSettings late = whole_gradients();
  late.earliest = late.latest = 1;
  const std::vector<double> losses = mean_losses(generator_, item(3), late).value();
  double mean = 0;
  for (const Draw& draw : make_draws(16, late.seed))
    mean += static_cast<double>(generator_.losses(item(3), draw).value()[0]) / 16;
  EXPECT_NEAR(losses[0], mean, 1e-6);
}

TEST(GradientPlanFile, IsReadAsItWasWrittenAndRefusesWhatMakesNoSense) {
  GradientPlan plan{GradientSettings{}, "abc", 2, 4, 3, 2, false, {1, 2, 3, 4, 5, 6}};
  EXPECT_EQ(decode_plan(encode_plan(plan), "plan").value(), plan);
  plan.transform.pop_back();
  EXPECT_EQ(decode_plan(encode_plan(plan), "plan").error().code, ErrorCode::kCorrupt);
  plan.transform.push_back(std::numeric_limits<float>::quiet_NaN());
  EXPECT_EQ(decode_plan(encode_plan(plan), "plan").error().code, ErrorCode::kCorrupt);
  plan.transform.back() = 6;
  plan.settings.draws = 0;
  EXPECT_EQ(decode_plan(encode_plan(plan), "plan").error().code, ErrorCode::kCorrupt);
}

}  // namespace
}  // namespace tributary::audit
