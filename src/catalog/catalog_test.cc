#include "catalog/catalog.h"

#include <cstdlib>
#include <filesystem>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/hash.h"
#include "catalog/identifiers.h"
#include "db/statement.h"

namespace tributary::catalog {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr std::int64_t kVersion = 7;

StoredRecording entry(const std::string &name, MetadataSource source = MetadataSource::kCsv) {
  StoredRecording stored;
  stored.recording.content_sha256 = base::sha256_of_text(name);
  stored.recording.recording_id = recording_id_of(stored.recording.content_sha256);
  stored.recording.path = "/music/" + name + ".flac";
  stored.recording.title = name;
  stored.recording.artist = "The Artists";
  stored.recording.work_id = "W-" + name;
  stored.recording.owners = {{"Second in the alphabet", 600000}, {"First in the alphabet", 400000}};
  stored.recording.tags = {{"label", "Blue"}, {"year", "1969"}};
  stored.recording.duration_s = 181.25;
  stored.recording.loudness_lufs = -14.5;
  stored.source = source;
  stored.feature_version = kVersion;
  stored.fingerprint = {1000, std::string(32, 'a')};
  stored.listenings = {{"composition", {std::string(32, 'b'), {200, std::string(32, 'c')}}}};
  return stored;
}

class CatalogTest : public ::testing::Test {
 protected:
  CatalogTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "tributary-catalog-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
  }
  ~CatalogTest() override { std::filesystem::remove_all(folder_); }

  Catalog open(const std::string &name = "catalog.db", std::int64_t version = kVersion) const {
    auto catalog = Catalog::open(folder_ / name, version, db::Connection::Mode::kCreate);
    EXPECT_TRUE(catalog.ok()) << catalog.error().message;
    return std::move(catalog).value();
  }

  static PutOutcome put(Catalog &catalog, const StoredRecording &stored) {
    const auto outcome = catalog.put(stored);
    EXPECT_TRUE(outcome.ok()) << outcome.error().message;
    return *outcome;
  }

  // Puts every recording that waits into one segment.
  static void index_all(Catalog &catalog, char digit = '1') {
    NewSegment segment{std::string(32, digit), 10, {}};
    const auto waiting = catalog.unindexed();
    for (const SegmentMember &member : *waiting) segment.recording_ids.push_back(member.recording_id);
    const auto swapped = catalog.swap_segments({{}, {segment}, {}});
    ASSERT_TRUE(swapped.ok()) << swapped.error().message;
  }

  std::filesystem::path folder_;
};

TEST_F(CatalogTest, GivesBackWhatWasStored) {
  const StoredRecording stored = entry("Song");
  {
    Catalog catalog = open();
    EXPECT_EQ(put(catalog, stored), PutOutcome::kAdded);
  }
  Catalog catalog = open();
  const auto found = catalog.find(stored.recording.recording_id);
  ASSERT_TRUE(found.ok() && found->has_value());
  EXPECT_TRUE(**found == stored);
  EXPECT_FALSE(catalog.find("rec_0000000000000000")->has_value());
  EXPECT_TRUE(catalog.holds_content(stored.recording.content_sha256).value());
}

TEST_F(CatalogTest, TheLaterDescriptionReplacesTheEarlierOne) {
  Catalog catalog = open();
  StoredRecording stored = entry("Song");
  put(catalog, stored);
  EXPECT_EQ(put(catalog, stored), PutOutcome::kUnchanged);
  stored.recording.title = "Corrected";
  stored.recording.owners = {{"Sole owner", 1000000}};
  stored.recording.tags = {};
  EXPECT_EQ(put(catalog, stored), PutOutcome::kChanged);
  const auto listed = catalog.list();
  ASSERT_THAT(*listed, SizeIs(1));
  EXPECT_TRUE(listed->front() == stored);
}

TEST_F(CatalogTest, AFolderScanReplacesOnlyThePathOfWhatACsvDescribed) {
  Catalog catalog = open();
  put(catalog, entry("Song"));
  StoredRecording scanned = entry("Song", MetadataSource::kFile);
  scanned.recording.title = "song (1)";
  scanned.recording.owners = {};
  scanned.recording.path = "/moved/song (1).flac";
  EXPECT_EQ(put(catalog, scanned), PutOutcome::kChanged);
  StoredRecording expected = entry("Song");
  expected.recording.path = scanned.recording.path;
  EXPECT_TRUE(catalog.list()->front() == expected);
  EXPECT_EQ(put(catalog, scanned), PutOutcome::kUnchanged);
}

TEST_F(CatalogTest, ListsByArtistTitleAndId) {
  Catalog catalog = open();
  StoredRecording late = entry("A");
  late.recording.artist = "Zappa";
  put(catalog, late);
  put(catalog, entry("C"));
  put(catalog, entry("B"));
  const auto listed = catalog.list();
  ASSERT_THAT(*listed, SizeIs(3));
  EXPECT_EQ(listed->at(0).recording.title, "B");
  EXPECT_EQ(listed->at(1).recording.title, "C");
  EXPECT_EQ(listed->at(2).recording.title, "A");
}

TEST_F(CatalogTest, RefusesDifferentContentUnderOneId) {
  Catalog catalog = open();
  StoredRecording stored = entry("Song");
  put(catalog, stored);
  stored.recording.content_sha256.back() = stored.recording.content_sha256.back() == '0' ? '1' : '0';
  const auto refused = catalog.put(stored);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, ErrorCode::kConflict);
  EXPECT_TRUE(catalog.list()->front() == entry("Song"));
}

TEST_F(CatalogTest, RemovesARecordingWithAllThatBelongsToIt) {
  Catalog catalog = open();
  put(catalog, entry("A"));
  put(catalog, entry("B"));
  index_all(catalog);
  const auto segments = catalog.segments();
  ASSERT_THAT(*segments, SizeIs(1));
  const NewSegment rest{std::string(32, '2'), 5, {entry("B").recording.recording_id}};
  ASSERT_TRUE(
      catalog.swap_segments({{segments->front().segment_id}, {rest}, {entry("A").recording.recording_id}}).ok());
  ASSERT_THAT(*catalog.list(), SizeIs(1));
  EXPECT_EQ(catalog.list()->front().recording.title, "B");
  EXPECT_EQ(catalog.segments()->front().recordings, 1);
  auto connection = db::Connection::open(folder_ / "catalog.db", db::Connection::Mode::kExisting);
  EXPECT_EQ(connection->query_int64("SELECT count(*) FROM ownership").value(), 2);
  EXPECT_EQ(connection->query_int64("SELECT count(*) FROM tag").value(), 2);
}

TEST_F(CatalogTest, ASwapThatFailsChangesNothing) {
  Catalog catalog = open();
  put(catalog, entry("A"));
  index_all(catalog);
  const std::int64_t id = catalog.segments()->front().segment_id;
  const NewSegment bad{std::string(32, '2'), 5, {"rec_0000000000000000"}};
  EXPECT_FALSE(catalog.swap_segments({{id}, {bad}, {entry("A").recording.recording_id}}).ok());
  EXPECT_THAT(*catalog.list(), SizeIs(1));
  EXPECT_EQ(catalog.segments()->front().segment_id, id);
}

TEST_F(CatalogTest, ANewFingerprintTakesItsSegmentOutOfTheIndex) {
  Catalog catalog = open();
  put(catalog, entry("A"));
  put(catalog, entry("B"));
  index_all(catalog);
  StoredRecording changed = entry("A");
  changed.recording.title = "same audio";
  put(catalog, changed);
  EXPECT_THAT(*catalog.unindexed(), IsEmpty());
  changed.fingerprint.checksum = std::string(32, 'b');
  put(catalog, changed);
  EXPECT_THAT(*catalog.segments(), IsEmpty());
  EXPECT_THAT(*catalog.unindexed(), SizeIs(2));
}

TEST_F(CatalogTest, TheSnapshotIsThatOfWhatCanBeFound) {
  Catalog forwards = open("forwards.db");
  Catalog backwards = open("backwards.db");
  put(forwards, entry("A"));
  const std::string empty = forwards.snapshot()->id;
  index_all(forwards);
  EXPECT_NE(forwards.snapshot()->id, empty);
  put(forwards, entry("B"));
  index_all(forwards, '2');
  put(backwards, entry("B"));
  put(backwards, entry("A"));
  index_all(backwards);
  EXPECT_EQ(forwards.snapshot()->id, backwards.snapshot()->id);
  EXPECT_EQ(forwards.snapshot()->recordings, 2);
  EXPECT_EQ(forwards.searchable()->snapshot.id, backwards.searchable()->snapshot.id);

  StoredRecording changed = entry("A");
  changed.recording.owners = {};
  put(backwards, changed);
  EXPECT_EQ(forwards.snapshot()->id, backwards.snapshot()->id);
  changed.recording.work_id = "W-other";
  put(backwards, changed);
  EXPECT_NE(forwards.snapshot()->id, backwards.snapshot()->id);
}

TEST_F(CatalogTest, LeavesFeaturesOfAnotherVersionOutOfTheSearch) {
  {
    Catalog catalog = open();
    put(catalog, entry("A"));
    index_all(catalog);
  }
  Catalog newer = open("catalog.db", kVersion + 1);
  EXPECT_EQ(newer.snapshot()->recordings, 0);
  EXPECT_THAT(*newer.segments(), IsEmpty());
  EXPECT_THAT(*newer.unindexed(), IsEmpty());
  EXPECT_THAT(*newer.list(), SizeIs(1));
}

TEST_F(CatalogTest, RefusesARowWhoseChecksumCouldNameAnotherFile) {
  {
    Catalog catalog = open();
    put(catalog, entry("A"));
  }
  auto connection = db::Connection::open(folder_ / "catalog.db", db::Connection::Mode::kExisting);
  ASSERT_TRUE(connection
                  ->execute("PRAGMA ignore_check_constraints = ON;"
                            "UPDATE recording SET content_sha256 = '../../../etc/passwd'")
                  .ok());
  Catalog catalog = open();
  const auto listed = catalog.list();
  ASSERT_FALSE(listed.ok());
  EXPECT_EQ(listed.error().code, ErrorCode::kCorrupt);
  EXPECT_THAT(listed.error().message, HasSubstr("malformed checksum"));
}

}  // namespace
}  // namespace tributary::catalog
