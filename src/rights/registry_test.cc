#include "rights/registry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "db/statement.h"
#include "rights/test_files.h"

namespace tributary::rights {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr const char* kHeader =
    "right,recording_id,isrc,work_id,iswc,title,party_id,party_name,ipi,share_percent,territory,from,until,source\n";
constexpr const char* kAiHeader = "right,isrc,ai_use,ai_terms,ai_said_by,ai_said_on\n";

class RegistryTest : public ::testing::Test, protected TestFolder {
 protected:
  RegistryTest() : registry_(open()) {}

  Registry open(AssetAliases aliases = {}) {
    auto opened = Registry::open(file("rights.db"), db::Connection::Mode::kCreate, std::move(aliases));
    EXPECT_TRUE(opened.ok()) << opened.error().message;
    return std::move(opened).value();
  }

  RightsImportReport import(const std::string& name, const std::string& bytes) {
    auto report = registry_.import_file(write(name, bytes), [] { return std::int64_t{0}; });
    EXPECT_TRUE(report.ok()) << report.error().message;
    return report ? *report : RightsImportReport{};
  }
  RightsImportReport csv(const std::string& rows) { return import(std::to_string(++files_) + ".csv", kHeader + rows); }

  RightSplit split(Right right, const std::string& id, const std::string& territory = "DE",
                   const char* day = "2026-06-01") const {
    return registry_.split_of({right, id, territory, parse_day(day).value()}).value();
  }
  RightSplit master(const std::string& id, const std::string& territory = "DE", const char* day = "2026-06-01") const {
    return split(Right::kMaster, id, territory, day);
  }

  std::vector<ClaimConflict> conflicts() const {
    std::vector<ClaimConflict> found;
    EXPECT_TRUE(registry_
                    .each_conflict([&](const ClaimConflict& conflict) {
                      found.push_back(conflict);
                      return true;
                    })
                    .ok());
    return found;
  }

  static std::string reasons(const RightsImportReport& report) {
    std::string text;
    for (const Finding& finding : report.refused)
      text += finding.place.substr(finding.place.rfind('/') + 1) + ": " + finding.reason + "\n";
    return text;
  }

  int files_ = 0;
  Registry registry_;
};

TEST_F(RegistryTest, AnswersByRightTerritoryAndDay) {
  const auto report =
      csv("master,rec_1,GBAYE6800011,,,Song,anna,Anna A,,60,WORLD -US,2026-01-01,2026-12-31,\n"
          "master,rec_1,,,,,ben,Ben B,,40,WORLD,,,\n"
          "master,rec_1,,,,,usco,US Co,,50,US,,,\n");
  EXPECT_EQ(reasons(report), "");
  EXPECT_EQ(report.format, "rights CSV");
  EXPECT_EQ(report.counts, (RightsImportCounts{3, 3, 0, 0, 0}));
  EXPECT_THAT(master("rec_1").shares, ElementsAre(PartyShare{"anna", 600'000}, PartyShare{"ben", 400'000}));
  EXPECT_THAT(master("rec_1", "US").shares, ElementsAre(PartyShare{"ben", 400'000}, PartyShare{"usco", 500'000}));
  EXPECT_EQ(master("rec_1", "US").unclaimed_ppm, 100'000);
  EXPECT_THAT(master("GBAYE6800011", "DE", "2027-01-01").shares, ElementsAre(PartyShare{"ben", 400'000}));
  EXPECT_THAT(master("gb-aye-68-00011").shares, SizeIs(2));
  EXPECT_EQ(master("rec_1", "ZZ"), RightSplit{});
  EXPECT_EQ(master("rec_2"), RightSplit{});
  EXPECT_EQ(split(Right::kPublishing, "rec_1"), RightSplit{});
}

TEST_F(RegistryTest, TheSameBytesChangeNothingASecondTime) {
  const std::string rows = "master,rec_1,,,,,anna,,,60,,,,\n";
  csv(rows);
  const auto again = csv(rows);
  EXPECT_TRUE(again.known);
  EXPECT_EQ(again.counts, RightsImportCounts{});
  EXPECT_THAT(registry_.find("rec_1")->at(0).claims, SizeIs(1));
}

TEST_F(RegistryTest, ALaterFileOfASourceReplacesWhatItSaid) {
  csv("master,rec_1,,,,,anna,,,60,,,,\nmaster,rec_1,,,,,ben,,,70,,,,\n");
  EXPECT_THAT(conflicts(), SizeIs(1));
  EXPECT_THAT(master("rec_1").conflict, HasSubstr("the shares add up to 130 %: anna 60 % ("));
  EXPECT_THAT(master("rec_1").shares, IsEmpty());
  EXPECT_EQ(master("rec_1").unclaimed_ppm, kWholePpm);
  const auto report = csv("master,rec_1,,,,,anna,,,60,,,,\nmaster,rec_1,,,,,ben,,,40,,,,\n");
  EXPECT_EQ(report.counts.superseded, 2);
  EXPECT_THAT(conflicts(), IsEmpty());
  EXPECT_THAT(master("rec_1").shares, SizeIs(2));
  EXPECT_EQ(csv("master,rec_1,,,,,ben,,,0,,,,\n").counts.superseded, 2);
  EXPECT_EQ(master("rec_1"), RightSplit{});
}

TEST_F(RegistryTest, SourcesStandBesideEachOther) {
  csv("master,rec_1,,,,,anna,,,60,,,,label\n");
  csv("master,rec_1,,,,,anna,,,60,,,,distributor\n");
  EXPECT_THAT(master("rec_1").shares, ElementsAre(PartyShare{"anna", 600'000}));
  csv("master,rec_1,,,,,anna,,,50,AT,,,distributor\n");
  EXPECT_THAT(master("rec_1", "AT").conflict, HasSubstr("anna claims 50 % by csv:distributor and 60 % by csv:label: "));
  EXPECT_THAT(master("rec_1", "DE").shares, ElementsAre(PartyShare{"anna", 600'000}));
  const auto found = conflicts();
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].territory, "AT");
  EXPECT_EQ(found[0].from, std::nullopt);
  EXPECT_THAT(found[0].claims, SizeIs(2));
}

TEST_F(RegistryTest, ConflictsStopWhenToldTo) {
  csv("master,rec_1,,,,,a,,,60,,,,\nmaster,rec_1,,,,,b,,,60,,,,\nmaster,rec_2,,,,,a,,,60,,,,\nmaster,rec_2,,,,,b,,,60,,"
      ",,\n");
  int visited = 0;
  ASSERT_TRUE(registry_.each_conflict([&](const ClaimConflict&) { return ++visited, false; }).ok());
  EXPECT_EQ(visited, 1);
  EXPECT_THAT(conflicts(), SizeIs(2));
}

TEST_F(RegistryTest, LearnsThatTwoIdsAreOneAsset) {
  csv("master,rec_1,,,,First,anna,,,60,,,,a\n");
  csv("master,,GBAYE6800011,,,Second,ben,,,40,,,,b\n");
  EXPECT_THAT(master("rec_1").shares, SizeIs(1));
  csv("master,rec_1,GBAYE6800011,W1,T-034.524.680-1,,,,,,,,,\n");
  EXPECT_THAT(master("rec_1").shares, SizeIs(2));
  EXPECT_THAT(master("GBAYE6800011").shares, SizeIs(2));
  const RightsAsset asset = registry_.find("rec_1")->at(0);
  EXPECT_EQ(asset.asset_id, "rec_1");
  EXPECT_THAT(asset.titles, ElementsAre("First", "Second"));
  EXPECT_THAT(asset.linked, ElementsAre("W1"));
  EXPECT_THAT(registry_.find("T0345246801")->at(0).linked, ElementsAre("rec_1"));
}

TEST_F(RegistryTest, OfOneSourceTheLaterRegistrationOfAMergedAssetHolds) {
  csv("master,rec_1,,,,,anna,,,60,,,,\n");
  csv("master,,GBAYE6800011,,,,ben,,,40,,,,\n");
  csv("master,rec_1,GBAYE6800011,,,,,,,,,,,\n");
  EXPECT_THAT(master("rec_1").shares, ElementsAre(PartyShare{"ben", 400'000}));
}

TEST_F(RegistryTest, ClaimsOfOneFileForOneAssetAreAllKept) {
  csv("master,rec_1,,,,,anna,,,60,,,,\nmaster,,GBAYE6800011,,,,ben,,,40,,,,\nmaster,rec_1,GBAYE6800011,,,,,,,,,,,\n");
  EXPECT_THAT(master("rec_1").shares, SizeIs(2));
}

TEST_F(RegistryTest, RefusesToMakeTwoStandardIdentifiersOne) {
  csv("master,rec_1,GBAYE6800011,,,,anna,,,60,,,,\n");
  const auto report = csv("master,rec_1,USRC17607839,,,,anna,,,60,,,,\n");
  EXPECT_THAT(reasons(report), HasSubstr(":2: makes GBAYE6800011 and USRC17607839 one recording"));
  EXPECT_EQ(report.counts, RightsImportCounts{});
  EXPECT_THAT(*registry_.find("USRC17607839"), IsEmpty());
}

TEST_F(RegistryTest, KnowsAPartyByAnyOfItsIdentifiers) {
  csv("master,rec_1,,,,,,Anna,00017798450,60,,,,a\n");
  csv("master,rec_1,,,,,anna,,17798450,60,,,,b\n");
  csv("master,rec_2,,,,,anna,,,10,,,,b\n");
  EXPECT_THAT(master("rec_1").shares, ElementsAre(PartyShare{"ipi:00017798450", 600'000}));
  EXPECT_THAT(master("rec_2").shares, ElementsAre(PartyShare{"ipi:00017798450", 100'000}));
  EXPECT_EQ(registry_.find("rec_1")->at(0).claims.at(0).party_name, "Anna");
  const auto report = csv("master,rec_3,,,,,ben,,,1,,,,\nmaster,rec_3,,,,,ben,,00017798450,1,,,,\n");
  EXPECT_THAT(reasons(report), HasSubstr(":3: ben and ipi:00017798450 are different parties"));
}

TEST_F(RegistryTest, LimitsTheClaimsOfOneRight) {
  std::string rows;
  for (int i = 0; i < 1'001; ++i) rows += fmt::format("master,rec_1,,,,,p{},,,0.0001,,,,\n", i);
  const auto report = csv(rows);
  EXPECT_EQ(report.counts.claims, 1'000);
  EXPECT_THAT(reasons(report), HasSubstr(":1002: is one claim too many: 1000 are in force for this master right"));
  EXPECT_THAT(*registry_.find("p1000"), IsEmpty());
}

TEST_F(RegistryTest, TheLatestReservationHolds) {
  const auto report = import("ai.csv", std::string(kAiHeader) +
                                           "master,GBAYE6800011,allowed,,Label,2026-01-01\n"
                                           "master,GBAYE6800011,reserved,,Label,2026-03-01\n"
                                           "master,GBAYE6800011,licensed,terms-7,Label,2026-02-01\n"
                                           "master,GBAYE6800011,unknown,,Label,2026-03-01\n");
  EXPECT_EQ(reasons(report), "");
  EXPECT_EQ(report.counts.reservations, 4);
  const auto on = [&](const char* day) {
    return registry_.reservation_of(AssetKind::kRecording, "GBAYE6800011", parse_day(day).value()).value();
  };
  EXPECT_FALSE(on("2025-12-31"));
  EXPECT_EQ(on("2026-01-31")->use, AiUse::kAllowed);
  EXPECT_EQ(on("2026-02-28")->terms_id, "terms-7");
  EXPECT_EQ(on("2026-03-01")->use, AiUse::kReserved);
  EXPECT_EQ(on("2030-01-01")->said_by, "Label");
  EXPECT_THAT(registry_.find("GBAYE6800011")->at(0).reservations, SizeIs(4));
  EXPECT_FALSE(registry_.reservation_of(AssetKind::kWork, "GBAYE6800011", Day{0}).value());
}

TEST_F(RegistryTest, FindsWhatTheCatalogCallsByAnotherName) {
  csv("master,,GBAYE6800011,,T-034.524.680-1,,anna,,,60,,,,\npublishing,,,,T-034.524.680-1,,ben,,,50,,,,\n");
  AssetAliases aliases;
  aliases.isrc_of_recording = {{"rec_7", "GBAYE6800011"}, {"rec_8", "USRC17607839"}};
  aliases.iswc_of_work = {{"work_7", "T-034.524.680-1"}, {"work_8", "T-000.000.001-0"}};
  aliases.recordings_of_work = {{"rec_7", {"rec_7"}}, {"work_9", {"rec_8"}}};
  registry_ = open(aliases);
  EXPECT_THAT(master("rec_7").shares, SizeIs(1));
  EXPECT_EQ(master("rec_8"), RightSplit{});
  EXPECT_THAT(split(Right::kPublishing, "work_7").shares, ElementsAre(PartyShare{"ben", 500'000}));
  EXPECT_THAT(split(Right::kPublishing, "rec_7").shares, SizeIs(1));
  EXPECT_EQ(split(Right::kPublishing, "work_8"), RightSplit{});
  EXPECT_EQ(split(Right::kPublishing, "work_9"), RightSplit{});
}

TEST_F(RegistryTest, RejectsAFileWithoutAUsableHeader) {
  for (const char* bytes : {"", "\n", "isrc,party_id\nGBAYE6800011,anna\n", "right,right\n", "right,\"isrc\nmaster"}) {
    const auto report = import("bad.csv", bytes);
    EXPECT_TRUE(report.rejected) << bytes;
    EXPECT_THAT(report.refused, SizeIs(1)) << bytes;
  }
}

TEST_F(RegistryTest, NamesDamageInItsFile) {
  csv("master,rec_1,,,,,anna,,,60,,,,\n");
  {
    auto connection = db::Connection::open(file("rights.db"), db::Connection::Mode::kExisting);
    ASSERT_TRUE(connection->execute("UPDATE claim SET territory = 'ZZ'").ok());
  }
  const auto answer = registry_.split_of({Right::kMaster, "rec_1", "DE", Day{0}});
  ASSERT_FALSE(answer.ok());
  EXPECT_EQ(answer.error().code, ErrorCode::kCorrupt);
  EXPECT_THAT(answer.error().message, HasSubstr("rights.db: a claim's territory"));
  EXPECT_FALSE(registry_.find("rec_1").ok());
  EXPECT_FALSE(registry_.each_conflict([](const ClaimConflict&) { return true; }).ok());
}

TEST_F(RegistryTest, RefusesDaysAndKindsThatCannotBe) {
  csv("master,rec_1,,,,,anna,,,60,,2026-01-01,,\n");
  import("ai.csv", std::string(kAiHeader) + "master,GBAYE6800011,allowed,,Label,2026-01-01\n");
  {
    auto connection = db::Connection::open(file("rights.db"), db::Connection::Mode::kExisting);
    ASSERT_TRUE(connection
                    ->execute("PRAGMA ignore_check_constraints = ON; UPDATE claim SET last_day = 99999999999; "
                              "UPDATE reservation SET ai_use = 9")
                    .ok());
  }
  EXPECT_EQ(registry_.split_of({Right::kMaster, "rec_1", "DE", Day{0}}).error().code, ErrorCode::kCorrupt);
  EXPECT_EQ(registry_.find("GBAYE6800011").error().code, ErrorCode::kCorrupt);
  {
    auto connection = db::Connection::open(file("rights.db"), db::Connection::Mode::kExisting);
    ASSERT_TRUE(connection->execute("PRAGMA ignore_check_constraints = ON; UPDATE claim SET share_ppm = 2000000").ok());
  }
  EXPECT_EQ(registry_.split_of({Right::kMaster, "rec_1", "DE", Day{0}}).error().code, ErrorCode::kCorrupt);
}

TEST_F(RegistryTest, SaysWhichFileItCannotRead) {
  const auto missing = registry_.import_file(file("none.csv"), [] { return std::int64_t{0}; });
  EXPECT_EQ(missing.error().code, ErrorCode::kNotFound);
  write("other.db", std::string(5000, 'x'));
  EXPECT_FALSE(Registry::open(file("other.db"), db::Connection::Mode::kExisting).ok());
}

TEST_F(RegistryTest, TakesAnOldFileForHistory) {
  const auto work = [](const char* created, int share) {
    return TestCwr("02.10", created).work("SONG", "W1").publisher("P1", "PUB").spt("P1", share, "2136").text();
  };
  import("new.v21", work("20260301120000", 5000));
  const auto report = import("old.v21", work("20250301120000", 2500));
  ASSERT_THAT(report.ignored, SizeIs(1));
  EXPECT_EQ(report.ignored[0].what, "older than what the same source has registered: kept as history");
  EXPECT_THAT(split(Right::kPublishing, "cwr:PB000000199:W1").shares,
              ElementsAre(PartyShare{"cwr:PB000000199:P1", 500'000}));
  EXPECT_EQ(import("newer.v21", work("20260401120000", 1000)).counts.superseded, 1);
  EXPECT_EQ(split(Right::kPublishing, "cwr:PB000000199:W1").unclaimed_ppm, 900'000);
}

}  // namespace
}  // namespace tributary::rights
