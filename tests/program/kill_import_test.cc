// An import that is killed at any moment loses nothing that was committed, and goes on where it stopped.
#include <algorithm>
#include <chrono>
#include <random>

#include "tests/program/tone_file.h"
#include "tests/program/workspace_fixture.h"

namespace tributary::testing {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr std::uint32_t kEarlierFiles = 8;
constexpr std::uint32_t kFiles = 30;
constexpr int kKills = 20;

class KillImport : public WorkspaceFixture {
 protected:
  // A catalog with a few recordings, so that the killed import also swaps a segment that exists.
  KillImport() {
    for (std::uint32_t i = 0; i < kFiles; ++i)
      write_tone_file(music() / (i < kEarlierFiles ? "earlier" : "later") / (std::to_string(i) + ".wav"), i, 2);
    catalog({"import", (music() / "earlier").string()});
    std::filesystem::rename(workspace(), folder_ / "start");
  }

  void begin_again() const {
    std::filesystem::remove_all(workspace());
    std::filesystem::copy(folder_ / "start", workspace(), std::filesystem::copy_options::recursive);
  }

  // What the undisturbed import leaves, and how long it takes.
  void import_undisturbed() {
    begin_again();
    const auto begun = std::chrono::steady_clock::now();
    expected_report_ = catalog_json({"import", music().string()});
    duration_ = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begun);
    expected_list_ = list();
    ASSERT_THAT(expected_list_, SizeIs(kFiles));
  }

  // All that was committed when the process died is listed, and nothing that is listed is broken.
  std::vector<nlohmann::json> survivors() const {
    const auto checked = catalog_json({"check"});
    EXPECT_THAT(checked["problems"], IsEmpty()) << checked.dump(1);
    auto recordings = list();
    EXPECT_GE(recordings.size(), kEarlierFiles);
    EXPECT_EQ(checked["recordings"], recordings.size());
    for (const auto& recording : recordings)
      EXPECT_TRUE(std::find(expected_list_.begin(), expected_list_.end(), recording) != expected_list_.end())
          << recording.dump();
    return recordings;
  }

  nlohmann::json expected_report_;
  std::vector<nlohmann::json> expected_list_;
  std::chrono::microseconds duration_{0};
};

TEST_F(KillImport, LosesNothingAndIsCompletedByTheNextImport) {
  import_undisturbed();
  std::mt19937_64 random(20261123);
  int killed = 0;
  for (int round = 0; round < kKills; ++round) {
    begin_again();
    const auto delay = duration_ * static_cast<std::int64_t>(random() % 1000) / 1000;
    SCOPED_TRACE("killed after " + std::to_string(delay.count()) + " us");
    if (run_and_kill(catalog_arguments({"import", music().string()}), delay)) ++killed;
    const auto before = survivors();

    const auto report = catalog_json({"import", music().string()});
    EXPECT_EQ(report["added"], kFiles - before.size());
    EXPECT_EQ(report["catalog"], expected_report_["catalog"]);
    EXPECT_EQ(list(), expected_list_);
    const auto checked = catalog_json({"check"});
    EXPECT_THAT(checked["problems"], IsEmpty()) << checked.dump(1);
    EXPECT_THAT(checked["notices"], IsEmpty()) << checked.dump(1);
    if (HasFailure()) break;
  }
  EXPECT_GT(killed, 0);
}

}  // namespace
}  // namespace tributary::testing
