// Statements as JSON, as a page and in a table.
#include "report/statement_json.h"

#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/statement_page.h"
#include "report/statement_table.h"
#include "royalty/test_statement.h"

namespace tributary::report {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(StatementJson, IsReadBackAsItWasWritten) {
  for (unsigned seed = 0; seed < 300; ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    const RoyaltyStatement statement = royalty::random_statement(random, false);
    const auto back = parse_statement_json(to_json_line(statement), "s.json");
    ASSERT_TRUE(back.ok()) << back.error().message;
    EXPECT_EQ(*back, statement);
  }
}

TEST(StatementJson, RefusesWhatIsNoStatement) {
  std::mt19937 random(1);
  const std::string sound = to_json_line(royalty::random_statement(random, false));
  const auto error_of = [](const std::string& text) { return parse_statement_json(text, "s.json").error().message; };
  const auto without = [&](const std::string& name) {
    std::string text = sound;
    text.replace(text.find("\"" + name + "\""), 1, "\"x");
    return error_of(text);
  };
  EXPECT_THAT(error_of("{"), HasSubstr("s.json: is no JSON"));
  EXPECT_THAT(error_of("[]"), HasSubstr("is no object of the schema tributary.statement/1"));
  EXPECT_THAT(error_of(R"({"schema":"other"})"), HasSubstr("is no object of the schema"));
  for (const char* name : {"settlement_id", "currency"})
    EXPECT_THAT(without(name), HasSubstr(std::string("has no ") + name));
  for (const char* name : {"totals", "lines"})
    EXPECT_THAT(without(name), HasSubstr(std::string("has no list of ") + name));
  for (const char* name : {"amount", "ground", "uses"})
    EXPECT_THAT(without(name), HasSubstr(std::string("has no ") + name));
}

TEST(StatementPage, HoldsWhatLeadsBackToTheUsageAndEscapesForeignText) {
  std::mt19937 random(5);
  RoyaltyStatement statement = royalty::random_statement(random, false);
  statement.key = {"2026-01", Payee::kParty, "<script>alert(1)</script>", currency_of("EUR").value()};
  statement.totals = {{Right::kMaster, 1234}, {Right::kPublishing, 1}};
  Entitlement line;
  line.currency = statement.key.currency;
  line.track_id = "trk & 1";
  line.territory = "DE";
  line.right = Right::kMaster;
  line.amount = {1234, 500'000'000};
  line.usage_id = "usage:17";
  line.evidence_id = "evidence-1";
  line.tier = "recording";
  line.recording_id = "rec_1";
  line.work_id = "W1";
  line.share_ppm = 300'000;
  line.right_ppm = 500'000;
  line.holding_ppm = 333'333;
  statement.lines = {line};
  const std::string page = statement_page(statement);
  EXPECT_THAT(page, Not(HasSubstr("<script>")));
  for (const char* text :
       {"&lt;script&gt;alert(1)", "12.35 EUR", "12.345 EUR", "trk &amp; 1", "usage:17", "evidence-1", "rec_1", "W1",
        "30.0000 % of the track × 50.0000 % to the master right × 33.3333 % held", "a source of the track",
        "default-src 'none'", "lang=\"en\"", "@media print", "prefers-color-scheme: dark"})
    EXPECT_THAT(page, HasSubstr(text));
  EXPECT_THAT(page, HasSubstr(statement.policy_sha256));
  EXPECT_EQ(page, statement_page(statement));
}

TEST(StatementPage, SaysOfEveryPoolAndGroundWhatItIs) {
  std::mt19937 random(6);
  std::string last;
  for (int payee = 1; payee <= 5; ++payee) {
    RoyaltyStatement statement = royalty::random_statement(random, true);
    statement.key.payee = static_cast<Payee>(payee);
    statement.period_start = statement.period_end = Day{};
    statement.lines.resize(1);
    std::string page = statement_page(statement);
    EXPECT_THAT(page, HasSubstr("no period of usage"));
    EXPECT_NE(page.substr(page.find("<h1>"), 200), last.empty() ? "" : last.substr(last.find("<h1>"), 200));
    last = page;
  }
  for (int ground = 1; ground <= 12; ++ground) {
    RoyaltyStatement statement = royalty::random_statement(random, true);
    statement.lines.resize(1);
    statement.lines[0].ground = static_cast<Ground>(ground);
    const std::string page = statement_page(statement);
    EXPECT_NE(page, last);
    last = page;
  }
}

TEST(StatementTable, ListsOneAStatement) {
  const Currency euro = currency_of("EUR").value();
  const std::string table = statements_table(
      {{{"2026-01", Payee::kParty, "alice\x1b", euro}, 1234, 5}, {{"2026-01", Payee::kSuspense, "", euro}, 1, 1}},
      Terminal{80, false});
  EXPECT_THAT(table, HasSubstr("alice\\x1b"));
  EXPECT_THAT(table, HasSubstr("12.34 EUR"));
  EXPECT_THAT(table, HasSubstr("(suspense)"));
  EXPECT_THAT(table, HasSubstr("2 statements\n"));
  EXPECT_EQ(to_json_line(StatementSummary{{"s", Payee::kParty, "p", euro}, 7, 2}),
            R"({"schema":"tributary.statement-summary/1","settlement_id":"s","payee":"party","party_id":"p",)"
            R"("currency":"EUR","amount_minor":7,"lines":2})");
}

}  // namespace
}  // namespace tributary::report
