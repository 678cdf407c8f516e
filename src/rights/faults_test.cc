// Whichever statement fails, an import keeps all of a file or nothing, an answer is an answer or an error that names
// the file, and both can be asked again.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "db/testing/faults.h"
#include "rights/registry.h"
#include "rights/test_files.h"

namespace tributary::rights {
namespace {

using ::testing::HasSubstr;

constexpr const char* kCsv =
    "right,recording_id,isrc,work_id,iswc,title,party_id,party_name,ipi,share_percent,territory,from,until,ai_use,"
    "ai_terms,ai_said_by,ai_said_on\n"
    "master,rec_1,,,,Song,label,Label,,75,WORLD -US,2020-01-01,,,,,\n"
    "master,rec_1,GBAYE6800011,w1,T-034.524.680-1,Song,anna,Anna,00017798450,25,,,2030-12-31,,,,\n"
    "master,,USRC17607839,,,Other,label,Label,,80,,,,reserved,,Label,2026-01-01\n"
    "master,,USRC17607839,,,Other,bea,Bea,,60,DE,,,licensed,terms-1,Bea,2026-02-01\n"
    "publishing,,,w1,,Song,anna,Anna,,60,,,,,,,\n"
    "master,rec_2,,w2,,Two,label,Label,,50,,,,,,,\n"
    "master,,GBAYE6800012,,,Two,label,Label,,50,,,,,,,\n"
    "master,rec_2,GBAYE6800012,w2,,Two,,,,,,,,,,,\n";

std::string ern_text() {
  return ern(
      "<PartyList><Party><PartyReference>PLabel</PartyReference><PartyName><FullName>The Label</FullName></PartyName>"
      "<PartyId><DPID>PADPIDA2014120301U</DPID><ISNI>0000000121032683</ISNI></PartyId></Party></PartyList>"
      "<ResourceList><SoundRecording><ResourceReference>A1</ResourceReference><SoundRecordingEdition><ResourceId><ISRC>"
      "GBAYE6800011</ISRC></ResourceId></SoundRecordingEdition><DisplayTitleText>Song</DisplayTitleText>"
      "<ResourceRightsController><RightsControllerPartyReference>PLabel</RightsControllerPartyReference>"
      "<RightSharePercentage>20</RightSharePercentage></ResourceRightsController><ContainsAI>Partly</ContainsAI>"
      "</SoundRecording></ResourceList>");
}

class RightsFaults : public ::testing::Test, protected TestFolder {
 protected:
  static std::string cwr(const char* created, int share) {
    return TestCwr("02.10", created)
        .work("SONG", "W1", "T0345246801")
        .publisher("P1", "PUB", "00017798450")
        .spt("P1", share, "2136")
        .rec("GBAYE6800011")
        .text();
  }

  // Imports and asks; what was answered, as a text.
  Result<std::string> everything(const std::string& name) {
    AssetAliases aliases;
    aliases.isrc_of_recording = {{"rec_7", "GBAYE6800011"}};
    TRIBUTARY_ASSIGN(Registry registry, Registry::open(file(name), db::Connection::Mode::kCreate, aliases));
    const auto clock = [] { return std::int64_t{0}; };
    std::string refused;
    for (const char* import : {"rights.csv", "old.v21", "new.v21", "message.xml", "rights.csv"}) {
      TRIBUTARY_ASSIGN(const RightsImportReport report, registry.import_file(file(import), clock));
      EXPECT_FALSE(report.rejected) << import;
    }
    std::string answers;
    for (const char* asset : {"rec_1", "rec_2", "rec_7", "USRC17607839", "w1", "w2", "T-034.524.680-1", "none"}) {
      for (const Right right : {Right::kMaster, Right::kPublishing}) {
        TRIBUTARY_ASSIGN(const RightSplit split,
                         registry.split_of({right, asset, "DE", parse_day("2026-06-01").value()}));
        for (const PartyShare& share : split.shares) answers += share.party_id + std::to_string(share.share_ppm) + " ";
        answers += std::to_string(split.unclaimed_ppm) + split.conflict + "\n";
      }
      for (const AssetKind kind : {AssetKind::kRecording, AssetKind::kWork}) {
        TRIBUTARY_ASSIGN(const auto reservation, registry.reservation_of(kind, asset, parse_day("2026-06-01").value()));
        if (reservation) answers += reservation->said_by + "\n";
      }
      TRIBUTARY_ASSIGN(const auto found, registry.find(asset));
      answers += std::to_string(found.size()) + "\n";
    }
    std::int64_t conflicts = 0;
    TRIBUTARY_TRY(registry.each_conflict([&](const ClaimConflict&) {
      ++conflicts;
      return true;
    }));
    return answers + std::to_string(conflicts);
  }
};

TEST_F(RightsFaults, LeaveAllOrNothing) {
  write("rights.csv", kCsv);
  write("old.v21", cwr("20260301120000", 4000));
  write("new.v21", cwr("20260401120000", 5000));
  write("message.xml", ern_text());
  const auto sound = everything("sound.db");
  ASSERT_TRUE(sound.ok()) << sound.error().message;
  Result<std::string> done = std::string();
  const auto remove = [&] {
    for (const char* end : {"", "-wal", "-shm"}) std::filesystem::remove(file(std::string("rights.db") + end));
  };
  const std::int64_t faults = db::testing::with_every_fault(
      remove, [&] { done = everything("rights.db"); },
      [&](std::int64_t statement) {
        if (done)
          EXPECT_EQ(*done, *sound) << "statement " << statement;
        else
          EXPECT_THAT(done.error().message, HasSubstr("rights.db")) << "statement " << statement;
        const auto repeated = everything("rights.db");
        ASSERT_TRUE(repeated.ok()) << "statement " << statement << ": " << repeated.error().message;
        EXPECT_EQ(*repeated, *sound) << "statement " << statement;
      });
  EXPECT_GT(faults, 200);
}

}  // namespace
}  // namespace tributary::rights
