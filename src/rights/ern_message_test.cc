#include "rights/ern_message.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rights/ern_moment.h"
#include "rights/recording_sink.h"
#include "rights/test_files.h"
#include "rights/xml_reader.h"

namespace tributary::rights {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

struct Read {
  RecordingSink sink;
  std::string format;
  ReadOutcome outcome;
};

Read read(const std::string& bytes) {
  Read result;
  result.outcome = read_ern(bytes, result.sink, result.format).value();
  return result;
}

RecordingSink complete(const std::string& body) {
  Read result = read(ern(body));
  EXPECT_EQ(result.outcome, ReadOutcome::kComplete) << result.sink.refusals;
  return std::move(result.sink);
}

constexpr const char* kParties =
    "<PartyList><Party><PartyReference>PLabel</PartyReference><PartyName><FullName>The Label</FullName></PartyName>"
    "<PartyId><DPID>PADPIDA2014120301U</DPID><ISNI>0000000121032683</ISNI></PartyId></Party>"
    "<Party><PartyReference>PAnna</PartyReference><PartyName><FullName>Anna</FullName></PartyName></Party></PartyList>";

std::string recording(const std::string& inside, const std::string& isrc = "GBAYE6800011",
                      const std::string& reference = "A1") {
  return "<ResourceList><SoundRecording><ResourceReference>" + reference +
         "</ResourceReference><SoundRecordingEdition><ResourceId><ISRC>" + isrc +
         "</ISRC></ResourceId></SoundRecordingEdition>" + inside + "</SoundRecording></ResourceList>";
}

std::string controller(const std::string& inside) {
  return "<ResourceRightsController><RightsControllerPartyReference>PLabel</RightsControllerPartyReference>" + inside +
         "</ResourceRightsController>";
}

TEST(Ern, ReadsPartiesRecordingsAndReleases) {
  const std::string body = std::string(kParties) +
                           recording(
                               "<WorkId><ISWC>T0345246801</ISWC></WorkId><DisplayTitleText>Song</DisplayTitleText>"
                               "<DisplayTitle><TitleText>Song (Remix)</TitleText></DisplayTitle>" +
                               controller("<RightSharePercentage>75.5</RightSharePercentage>") +
                               "<Contributor><ContributorPartyReference>PAnna</"
                               "ContributorPartyReference><AiContribution>Partly</AiContribution></Contributor>"
                               "<Contributor><SpecialContributor>GenerativeAI</SpecialContributor><AiContribution>All</"
                               "AiContribution></Contributor>"
                               "<ContainsAI>Partly</ContainsAI>") +
                           "<ReleaseList><Release><ReleaseId><ICPN>00602445790128</ICPN></"
                           "ReleaseId><DisplayTitleText>Album</DisplayTitleText>"
                           "<ContainsAI>None</ContainsAI><ResourceGroup><ResourceGroup><ResourceGroupContentItem>"
                           "<ReleaseResourceReference>A1</ReleaseResourceReference></ResourceGroupContentItem></"
                           "ResourceGroup></ResourceGroup>"
                           "</Release></ReleaseList>";
  const Read result = read(ern(body, "2026-03-01T13:00:00+01:00", "432"));
  EXPECT_EQ(result.outcome, ReadOutcome::kComplete);
  EXPECT_EQ(result.format, "ERN 4.3.2");
  EXPECT_EQ(result.sink.refusals, "");
  EXPECT_EQ(result.sink.ignored, "");
  ASSERT_THAT(result.sink.statements, SizeIs(2));
  const Statement& statement = result.sink.statements[0];
  EXPECT_EQ(statement.source, "dpid:PADPIDA2014120301U");
  EXPECT_EQ(statement.moment, "2026-03-01T12:00:00");
  EXPECT_EQ(statement.asset.identifiers, (std::vector<Identifier>{{"isrc", "GBAYE6800011"}}));
  EXPECT_EQ(statement.asset.titles, (std::vector<std::string>{"Song", "Song (Remix)"}));
  EXPECT_EQ(statement.linked.at(0).identifiers.at(0).value, "T-034.524.680-1");
  const ClaimRecord& claim = statement.registration->claims.at(0);
  EXPECT_EQ(claim.party.identifiers,
            (std::vector<Identifier>{{"isni", "0000000121032683"}, {"dpid", "PADPIDA2014120301U"}}));
  EXPECT_EQ(claim.share_ppm, 755'000);
  EXPECT_EQ(claim.territory, world());
  ASSERT_THAT(statement.disclosures, SizeIs(3));
  EXPECT_EQ(statement.disclosures[0].subject, "recording");
  EXPECT_EQ(statement.disclosures[1].subject, "contributor Anna");
  EXPECT_EQ(statement.disclosures[2].subject, "contributor GenerativeAI");
  EXPECT_EQ(statement.disclosures[2].extent, "All");
  EXPECT_EQ(result.sink.statements[1].releases.at(0).title, "Album");
  EXPECT_EQ(result.sink.statements[1].disclosures.at(0).subject, "release 00602445790128");
}

TEST(Ern, ReadsDelegationsByTerritoryAndPeriod) {
  const auto delegated = [](const std::string& use, const std::string& inside) {
    return "<DelegatedUsageRights><UseType>" + use + "</UseType>" + inside + "</DelegatedUsageRights>";
  };
  const std::string period =
      "<PeriodOfRightsDelegation><StartDate>2026-01-01</StartDate><EndDateTime>2026-12-31T00:00:00</EndDateTime></"
      "PeriodOfRightsDelegation>";
  const RecordingSink sink = complete(
      kParties +
      recording(
          controller("<RightSharePercentage HasMaxValueOfOne=\"true\">0.25</RightSharePercentage>" +
                     delegated("Stream", period + "<TerritoryOfRightsDelegation>DE</TerritoryOfRightsDelegation>") +
                     delegated("Download", period + "<TerritoryOfRightsDelegation>AT</TerritoryOfRightsDelegation>") +
                     delegated("Stream", "<TerritoryOfRightsDelegation>Worldwide</TerritoryOfRightsDelegation>")) +
          controller("<RightSharePercentage>10</RightSharePercentage>" + delegated("Stream", period))));
  EXPECT_EQ(sink.refusals, "");
  EXPECT_THAT(sink.ignored,
              HasSubstr("ResourceList/SoundRecording/ResourceRightsController/DelegatedUsageRights/UseType"));
  const auto& claims = sink.statements.at(0).registration->claims;
  ASSERT_THAT(claims, SizeIs(3));
  EXPECT_EQ(to_string(claims[0].territory), "AT DE");
  EXPECT_EQ(to_string(*claims[0].period.from), "2026-01-01");
  EXPECT_EQ(to_string(*claims[0].period.until), "2026-12-31");
  EXPECT_EQ(claims[0].share_ppm, 250'000);
  EXPECT_EQ(claims[1].territory, world());
  EXPECT_EQ(claims[1].period, Period{});
  EXPECT_EQ(claims[2].share_ppm, 100'000);
}

TEST(Ern, TakesEveryEditionForARecordingOfItsOwn) {
  const RecordingSink sink = complete(
      kParties +
      recording("<SoundRecordingEdition><ResourceId><ISRC>USRC17607839</ISRC></ResourceId></SoundRecordingEdition>"
                "<ResourceId><ProprietaryId Namespace=\"x\">7</ProprietaryId></ResourceId>"));
  ASSERT_THAT(sink.statements, SizeIs(2));
  EXPECT_EQ(sink.statements[1].asset.identifiers.at(0).value + sink.statements[0].asset.identifiers.at(0).value,
            "USRC17607839GBAYE6800011");
  EXPECT_FALSE(sink.statements[0].registration);
}

TEST(Ern, ReportsWhatItPassesOver) {
  const RecordingSink sink =
      complete(std::string("<Extra/>\n") + kParties +
               "\n<ResourceList>\n<Image><ResourceReference>A9</ResourceReference></Image>\n</ResourceList>\n" +
               recording("\n<Duration>PT3M</Duration>\n<Contributor/>\n" + controller("")) +
               "\n<ReleaseList><TrackRelease/>\n<Release><ReleaseId><GRid>A1</GRid></"
               "ReleaseId><ResourceGroup><ResourceGroupContentItem>"
               "<ReleaseResourceReference>A9</ReleaseResourceReference></ResourceGroupContentItem></ResourceGroup></"
               "Release></ReleaseList>\n<DealList/>");
  EXPECT_EQ(sink.refusals, "");
  EXPECT_EQ(
      sink.ignored,
      "4 Extra\n7 ResourceList/Image\n12 ResourceRightsController without RightSharePercentage\n"
      "10 ResourceList/SoundRecording/Duration\n11 ResourceList/SoundRecording/Contributor\n"
      "12 ResourceList/SoundRecording/ResourceRightsController/RightsControllerPartyReference\n"
      "13 ReleaseList/TrackRelease\n14 ResourceGroupContentItem of no sound recording that was taken\n15 DealList\n");
}

struct Bad {
  std::string body;
  const char* refusal;
};

TEST(Ern, RefusesAnUnsoundRecordAndReadsTheNext) {
  const auto party = [](const std::string& inside) { return "<PartyList><Party>" + inside + "</Party></PartyList>"; };
  const std::vector<Bad> bodies = {
      {party(""), "Party has no PartyReference"},
      {party("<PartyReference>P</PartyReference>"), "Party has neither a name nor an identifier that is read"},
      {party("<PartyReference>P</PartyReference><PartyId><ISNI>0000000121032684</ISNI></PartyId>"),
       "ISNI \"0000000121032684\" on line 4 is no ISNI"},
      {party("<PartyReference>P</PartyReference><PartyId><DPID>x</DPID></PartyId>"), "DPID \"x\" on line 4 is no DPID"},
      {party("<PartyReference>P</PartyReference><PartyId><IpiNameNumber>1</IpiNameNumber></PartyId>"),
       "IpiNameNumber \"1\" on line 4 is no IPI name number"},
      {std::string(kParties) + kParties, "PartyReference \"PLabel\" stands twice"},
      {recording("", "GBAYE680001"), "ResourceId on line 4: ISRC \"GBAYE680001\" is no ISRC"},
      {recording("", ""), "SoundRecording on line 4: names no ISRC"},
      {recording(controller("<RightSharePercentage>50</RightSharePercentage>")),
       "PartyList holds no sound party \"PLabel\""},
      {kParties + recording(controller("<RightSharePercentage>150</RightSharePercentage>")),
       "RightSharePercentage on line 4: \"150\" is no decimal number from 0 to 100"},
      {kParties + recording(controller("<RightSharePercentage HasMaxValueOfOne=\"1\">50</RightSharePercentage>")),
       "\"50\" is no decimal number from 0 to 1"},
      {kParties +
           recording(controller(
               "<RightSharePercentage>5</RightSharePercentage><DelegatedUsageRights><TerritoryOfRightsDelegation>EU</"
               "TerritoryOfRightsDelegation></DelegatedUsageRights>")),
       "TerritoryOfRightsDelegation on line 4: \"EU\" is neither WORLD"},
      {kParties + recording(controller("<RightSharePercentage>5</"
                                       "RightSharePercentage><DelegatedUsageRights><PeriodOfRightsDelegation><"
                                       "StartDate>soon</StartDate></PeriodOfRightsDelegation></DelegatedUsageRights>")),
       "StartDate on line 4: \"soon\" is no day"},
      {kParties + recording(controller("<RightSharePercentage>5</"
                                       "RightSharePercentage><DelegatedUsageRights><PeriodOfRightsDelegation><EndDate>"
                                       "x</EndDate></PeriodOfRightsDelegation></DelegatedUsageRights>")),
       "EndDate on line 4: \"x\" is no day"},
      {kParties + recording(controller(
                      "<RightSharePercentage>5</"
                      "RightSharePercentage><DelegatedUsageRights><PeriodOfRightsDelegation><StartDate>2026-02-01</"
                      "StartDate><EndDate>2026-01-01</EndDate></PeriodOfRightsDelegation></DelegatedUsageRights>")),
       "PeriodOfRightsDelegation on line 4: ends before it starts"},
      {recording("<ContainsAI>Maybe</ContainsAI>"), "ContainsAI on line 4: \"Maybe\" is none of All, Partly and None"},
      {recording("<Contributor><ContributorPartyReference>P9</ContributorPartyReference><AiContribution>All</"
                 "AiContribution></Contributor>"),
       "Contributor on line 4: PartyList holds no sound party \"P9\""},
      {recording("<Contributor><AiContribution>x</AiContribution></Contributor>"), "AiContribution on line 4: \"x\""},
      {"<ReleaseList><Release/></ReleaseList>", "Release has neither an ICPN nor a GRid"},
      {"<ReleaseList><Release><ReleaseId><ICPN>1</ICPN></ReleaseId><ContainsAI/></Release></ReleaseList>",
       "ContainsAI on line 4: \"\""},
  };
  for (const Bad& bad : bodies) {
    const RecordingSink sink = complete(bad.body + "\n" + recording("", "USRC17607839"));
    EXPECT_THAT(sink.refusals, HasSubstr(bad.refusal));
    EXPECT_THAT(sink.refusals, ::testing::StartsWith("4 "));
    EXPECT_EQ(sink.statements.back().asset.identifiers.at(0).value, "USRC17607839") << bad.refusal;
  }
}

TEST(Ern, RefusesAWorkAloneAndKeepsItsRecording) {
  const RecordingSink sink = complete(recording("<WorkId><ISWC>T0345246802</ISWC></WorkId><WorkId/>"));
  EXPECT_EQ(sink.refusals, "4 ISWC \"T0345246802\" is no ISWC: its check digit is 2 and should be 1\n");
  EXPECT_THAT(sink.statements, SizeIs(1));
}

std::string nested(int depth) {
  std::string text;
  for (int i = 0; i < depth; ++i) text += "<a>";
  return text;
}

// With the line and the reason of the refusal.
TEST(Ern, RejectsXmlThatIsHostileOrNoMessage) {
  const std::string bomb =
      "<?xml version=\"1.0\"?>\n<!DOCTYPE lolz [\n<!ENTITY lol \"lol\">\n<!ENTITY lol2 "
      "\"&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;\">\n"
      "<!ENTITY lol3 \"&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;\">\n]>\n<lolz>&lol3;</lolz>\n";
  const std::string external =
      "<?xml version=\"1.0\"?>\n<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>\n<a>&x;</a>";
  const std::string subset = "<?xml version=\"1.0\"?>\n<!DOCTYPE a SYSTEM \"http://127.0.0.1:9/a.dtd\">\n<a/>";
  const std::string header = ern("<MARK/>");
  const auto body = [&](const std::string& inside) { return ern(inside); };
  const std::vector<std::pair<std::string, std::string>> files = {
      {bomb, "2 has a document type declaration (DOCTYPE), which could define entities"},
      {external, "2 has a document type declaration (DOCTYPE), which could define entities"},
      {subset, "2 has a document type declaration (DOCTYPE), which could define entities"},
      {body("<PartyList>&unknown;</PartyList>"), "4 XML: Entity 'unknown' not defined"},
      {body(nested(100)), "4 nests elements deeper than 64"},
      {body("<PartyList><Party>" + nested(100)), "4 nests elements deeper than 64"},
      {body("<PartyList><Party a=\"" + std::string(200'000, 'x') + "\"/></PartyList>"),
       " has a tag, an attribute or a comment of more than 64 KiB"},
      {body("<!--" + std::string(200'000, 'x') + "-->"), " has a tag, an attribute or a comment of more than 64 KiB"},
      {body("<PartyList><Party>" + std::string(2'000'000, 'x') + "</Party></PartyList>"),
       "4 has more than 1024 KiB of text within Party"},
      {body("<PartyList><Party>" +
            [] {
              std::string many;
              for (int i = 0; i < 20'001; ++i) many += "<a/>";
              return many;
            }() +
            "</Party></PartyList>"),
       "4 has more than 20000 elements within Party"},
      {"", "1 holds no element"},
      {"<", "1 "},
      {"<a>", "1 the root is of the namespace \"\" and none of ERN 4.3"},
      {"<ern:NewReleaseMessage xmlns:ern=\"http://ddex.net/xml/ern/382\"/>",
       "1 the root is of the namespace \"http://ddex.net/xml/ern/382\""},
      {"<PurgeReleaseMessage xmlns=\"http://ddex.net/xml/ern/43\"/>",
       "1 the root is PurgeReleaseMessage and not NewReleaseMessage"},
      {"<NewReleaseMessage xmlns=\"http://ddex.net/xml/ern/43\">\n<PartyList><Party/></PartyList></NewReleaseMessage>",
       "2 MessageHeader is missing before Party"},
      {"<NewReleaseMessage xmlns=\"http://ddex.net/xml/ern/43\">\n<MessageHeader/></NewReleaseMessage>",
       "2 MessageSender \"\" is no DPID"},
      {body("<MessageHeader/>"), "4 MessageHeader stands twice"},
      {ern("", "yesterday"), "3 MessageCreatedDateTime \"yesterday\" is no moment such as"},
      {header.substr(0, header.find("<MARK/>")), "ends within an element: it is cut off"},
      {header + "<more/>", "6 XML: Extra content at the end of the document"},
      {body("<a></b>"), "4 XML: Opening and ending tag mismatch: a line 4 and b"},
      {body("<a x=1/>"), "4 XML: AttValue: \" or ' expected"},
      {body("<a x=\"1\" x=\"2\"/>"), "4 XML: Attribute x redefined"},
      {body("<PartyList>\xc3\x28</PartyList>"), "4 XML: Input is not proper UTF-8"},
      {body(std::string("<a>\0</a>", 8)), "4 XML: "},
      {"\xff\xfe<\0a\0", "1 "},
  };
  for (const auto& [bytes, refusal] : files) {
    const Read result = read(bytes);
    EXPECT_EQ(result.outcome, ReadOutcome::kRejected) << refusal;
    EXPECT_THAT(result.sink.refusals, HasSubstr(refusal)) << bytes.substr(0, 300);
    EXPECT_THAT(result.sink.statements, IsEmpty());
  }
}

TEST(Ern, RejectsATestMessage) {
  std::string bytes = ern("");
  bytes.insert(bytes.find("</MessageHeader>"), "<MessageControlType>TestMessage</MessageControlType>");
  EXPECT_THAT(read(bytes).sink.refusals, HasSubstr("3 the message is a TestMessage: it states nothing"));
}

TEST(Ern, ReadsPredefinedEntitiesAndCdata) {
  const RecordingSink sink =
      complete(recording("<DisplayTitleText>R&amp;B &#8211; <![CDATA[<x>]]></DisplayTitleText><?pi?><!-- c -->"));
  EXPECT_EQ(sink.statements.at(0).asset.titles.at(0), "R&B \xe2\x80\x93 <x>");
}

TEST(Ern, LeavesErrorsOfTheStoreToTheCaller) {
  RecordingSink sink;
  sink.fails = true;
  std::string format;
  EXPECT_EQ(read_ern(ern(recording("")), sink, format).error().code, ErrorCode::kIo);
}

TEST(ErnMoment, IsComparedInUtc) {
  EXPECT_EQ(parse_moment("2026-03-01T12:30:00").value(), "2026-03-01T12:30:00");
  EXPECT_EQ(parse_moment("2026-03-01T12:30:00.123Z").value(), "2026-03-01T12:30:00");
  EXPECT_EQ(parse_moment("2026-03-01T00:30:00+01:00").value(), "2026-02-28T23:30:00");
  EXPECT_EQ(parse_moment("2026-12-31T23:30:00-05:30").value(), "2027-01-01T05:00:00");
  for (const char* bad :
       {"", "2026-03-01", "2026-03-01 12:30:00", "2026-03-01T24:00:00", "2026-03-01T12:60:00", "2026-03-01T12:30:61",
        "2026-03-01T12:30:00+1:00", "2026-03-01T12:30:00+15:00", "2026-02-30T12:30:00", "2026-03-01T1x:30:00",
        "2026-03-01T-1:30:00", "2026-03-01T12:30:00 Z", "2026-03-01T12-30-00"})
    EXPECT_FALSE(parse_moment(bad).ok()) << bad;
}

}  // namespace
}  // namespace tributary::rights
