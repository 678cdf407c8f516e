#include "report/royalty_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/royalty_table.h"

namespace tributary::report {
namespace {

using ::testing::HasSubstr;

constexpr const char* kPlay =
    R"({"schema":"tributary.play/1","event_id":"e","track_id":"t","territory":"DE","day":"2026-11-26")";

std::string refusal(const std::string& json) {
  const auto play = read_play(json);
  return play ? "read" : play.error().message;
}

TEST(RoyaltyJson, ReadsAPlay) {
  const PlayEvent plain = read_play(std::string(kPlay) + "}").value();
  EXPECT_EQ(plain, (PlayEvent{"e", "t", "DE", "", parse_day("2026-11-26").value(), 1, std::nullopt}));
  const PlayEvent full =
      read_play(std::string(kPlay) + R"(,"service":"free","uses":3,"revenue":"1.25","currency":"EUR"})").value();
  EXPECT_EQ(full.service, "free");
  EXPECT_EQ(full.uses, 3);
  EXPECT_EQ(full.revenue, (Money{125, currency_of("EUR").value()}));
}

TEST(RoyaltyJson, RefusesAMalformedPlayByItsMember) {
  const std::string play = kPlay;
  EXPECT_EQ(refusal("[]"), "is no JSON object");
  EXPECT_EQ(refusal("{"), "is no JSON object");
  EXPECT_EQ(refusal("{}"), "schema: is missing");
  EXPECT_EQ(refusal(R"({"schema":"tributary.play/2"})"), "schema: is not \"tributary.play/1\"");
  EXPECT_EQ(refusal(R"({"schema":"tributary.play/1"})"), "event_id: is missing");
  EXPECT_EQ(refusal(R"({"schema":"tributary.play/1","event_id":7})"), "event_id: is no string");
  EXPECT_EQ(refusal(play + R"(,"colour":1})"), "colour: is unknown");
  EXPECT_EQ(refusal(play + R"(,"event_id":"other"})"), "event_id: stands there twice");
  EXPECT_EQ(refusal(play + R"(,"uses":1.5})"), "uses: is no whole number");
  EXPECT_EQ(refusal(play + R"(,"uses":18446744073709551615})"), "uses: is no whole number");
  EXPECT_EQ(refusal(play + R"(,"revenue":"1.25"})"), "currency: is missing");
  EXPECT_THAT(refusal(play + R"(,"revenue":"1.255","currency":"EUR"})"), HasSubstr("revenue: "));
  EXPECT_THAT(refusal(play + R"(,"revenue":"1","currency":"EURO"})"), HasSubstr("currency: "));
  EXPECT_THAT(refusal(R"({"schema":"tributary.play/1","event_id":"e","track_id":"t","territory":"DE","day":"soon"})"),
              HasSubstr("day: "));
}

TEST(RoyaltyTable, ShowsDisputesWithWhatWasSaid) {
  const Dispute dispute{"d1",       "2026-01",
                        "Anna",     Right::kMaster,
                        "r1",       {999, currency_of("EUR").value()},
                        86'400'000, DisputeState::kLost,
                        "Cem",      {{"opened", "claimant", "Cem", "mine \x1b[1m", 0}}};
  EXPECT_EQ(disputes_table({dispute}, {}),
            "d1: 9.99 EUR of Anna (master) in settlement 2026-01, lost\n"
            "  for r1, until 1970-01-02, goes to Cem\n"
            "  1970-01-01 opened by claimant Cem: mine \\x1b[1m\n"
            "1 dispute\n");
  EXPECT_THAT(to_json_line(dispute), HasSubstr(R"("amount_minor":999,"currency":"EUR","deadline_ms":86400000)"));
}

}  // namespace
}  // namespace tributary::report
