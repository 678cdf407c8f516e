// Statements in all of royalty's formats: what is written is read back as it was, and what was changed is refused.
#include <cstdlib>
#include <filesystem>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "royalty/attribution_index.h"
#include "royalty/csv_cell.h"
#include "royalty/statement_cells.h"
#include "royalty/statement_csv.h"
#include "royalty/statement_dsr.h"
#include "royalty/statement_store.h"
#include "royalty/test_statement.h"

namespace tributary::royalty {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(CsvCell, IsReadBackAsItWasWritten) {
  for (const char* text : {"", "plain", "a,b", "a\"b", "\"", "\"\"", "line\nbreak", "\r", " blank ", "a b", "=1+1"}) {
    const std::string row = csv_cell(text) + ",rest";
    std::string_view rest = row;
    std::string unquoted;
    std::string_view cell;
    ASSERT_EQ(take_csv_cell(rest, unquoted, cell), "") << text;
    EXPECT_EQ(cell, text);
    EXPECT_EQ(rest, ",rest");
  }
}

TEST(FineAmounts, AreReadBackAsTheyWereWritten) {
  const Currency euro = currency_of("EUR").value();
  const Currency yen = currency_of("JPY").value();
  for (const FineAmount amount : {FineAmount{}, FineAmount{1, 0}, FineAmount{0, 200'000'000}, FineAmount{-5, -1},
                                  FineAmount{0, -999'999'999}, FineAmount{123'456, 7}})
    for (const Currency& currency : {euro, yen}) {
      std::string text = to_string(amount, currency);
      text.resize(text.rfind(' '));
      EXPECT_EQ(parse_fine_amount(text, currency).value(), amount) << text;
    }
  for (const char* bad :
       {"", "-", ".5", "5.", "1.2.3", "1,5", "1.000000000001", "x", "1e3", "99999999999999999999", "--1"})
    EXPECT_FALSE(parse_fine_amount(bad, euro).ok()) << bad;
}

TEST(Statements, AreReadBackFromCsvAndDsrAsTheyWere) {
  for (unsigned seed = 0; seed < 300; ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    const RoyaltyStatement statement = random_statement(random, false);
    const auto csv = parse_statement_csv(to_csv(statement), "s.csv");
    ASSERT_TRUE(csv.ok()) << csv.error().message;
    EXPECT_EQ(*csv, statement);
    const auto dsr = to_dsr(statement);
    ASSERT_TRUE(dsr.ok()) << dsr.error().message;
    const auto back = parse_statement_dsr(*dsr, "s.tsv");
    ASSERT_TRUE(back.ok()) << back.error().message;
    EXPECT_EQ(*back, statement);
  }
}

TEST(Statements, WithALineBreakInATextAreCsvButNoDsr) {
  std::mt19937 random(1);
  RoyaltyStatement statement = random_statement(random, false);
  statement.policy_name = "two\nlines";
  EXPECT_EQ(parse_statement_csv(to_csv(statement), "s.csv").value(), statement);
  EXPECT_THAT(to_dsr(statement).error().message, HasSubstr("a text in it holds a line break"));
}

TEST(Statements, RefuseARowThatIsNoneAndSayWhich) {
  std::mt19937 random(7);
  RoyaltyStatement statement = random_statement(random, false);
  statement.lines.resize(2);
  const std::string csv = to_csv(statement);
  const auto error_of = [](const std::string& text) {
    const auto parsed = parse_statement_csv(text, "s.csv");
    return parsed ? std::string() : parsed.error().message;
  };
  EXPECT_EQ(error_of(csv), "");
  EXPECT_THAT(error_of(""), HasSubstr("s.csv: holds no statement"));
  EXPECT_THAT(error_of("total,,1.00\n"), HasSubstr("s.csv: row 1: comes before the row of the statement"));
  EXPECT_THAT(error_of(csv + "sum,1\n"), HasSubstr("is no row of a statement: \"sum\""));
  EXPECT_THAT(error_of(csv + "line,master\n"), HasSubstr("has 2 cells, and a row of \"line\" takes 19"));
  EXPECT_THAT(error_of(csv + "total,sync,1.00\n"), HasSubstr("its right \"sync\" is neither master nor publishing"));
  EXPECT_THAT(error_of(csv + "total,master,1.005\n"), HasSubstr("decimals"));
  EXPECT_THAT(error_of(csv + "line,\"open\n"), HasSubstr("opens a quotation mark"));
  const auto with_cell = [&](std::size_t column, const std::string& text) {
    LineCells cells = cells_of(statement.lines[0]);
    cells[column] = text;
    std::string row = "line";
    for (const std::string& cell : cells) row += "," + csv_cell(cell);
    return error_of(csv + row + "\n");
  };
  EXPECT_THAT(with_cell(1, "1.x"), HasSubstr("its amount \"1.x\""));
  EXPECT_THAT(with_cell(2, "luck"), HasSubstr("its ground \"luck\""));
  EXPECT_THAT(with_cell(6, "June"), HasSubstr("its period_start \"June\""));
  EXPECT_THAT(with_cell(7, "June"), HasSubstr("its period_end \"June\""));
  for (const std::size_t column : {8U, 9U, 15U, 16U, 17U})
    EXPECT_THAT(with_cell(column, "-1"), HasSubstr("is no whole number from 0"));
  EXPECT_THAT(with_cell(15, "3000000000"), HasSubstr("its share_ppm"));
  StatementCells cells = cells_of(statement);
  cells[4] = "everybody";
  EXPECT_THAT(statement_of(cells).error().message, HasSubstr("its payee \"everybody\""));
  cells = cells_of(statement);
  cells[6] = "EURO";
  EXPECT_FALSE(statement_of(cells).ok());
}

TEST(Statements, ADsrFileThatWasChangedIsRefused) {
  std::mt19937 random(3);
  const RoyaltyStatement statement = random_statement(random, false);
  const std::string sound = to_dsr(statement).value();
  std::string changed = sound;
  changed.insert(changed.find("\nLI01.01") + 1, "# more\n");
  EXPECT_THAT(parse_statement_dsr(changed, "s.tsv").error().message, HasSubstr("s.tsv: was changed"));
  EXPECT_THAT(parse_statement_dsr("HEAD\n", "s.tsv").error().message, HasSubstr("holds no statement"));
  EXPECT_THAT(parse_statement_dsr("#TRIBUTARY-LINE\tmaster\n", "s.tsv").error().message,
              HasSubstr("s.tsv:1: comes before"));
  EXPECT_THAT(parse_statement_dsr("#TRIBUTARY-STATEMENT\ta|b\n", "s.tsv").error().message, HasSubstr("several values"));
}

class StatementStores : public ::testing::Test {
 protected:
  StatementStores() {
    std::string name = (std::filesystem::temp_directory_path() / "tributary-statement-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) std::abort();
    folder_ = name;
  }
  ~StatementStores() override { std::filesystem::remove_all(folder_); }

  StatementStore open() const {
    auto store = StatementStore::open(folder_ / "statements.db", db::Connection::Mode::kCreate);
    if (!store) std::abort();
    return std::move(*store);
  }

  static Allocation allocation_of(const RoyaltyStatement& statement) {
    Allocation allocation;
    allocation.settlement_id = statement.key.settlement_id;
    allocation.policy_name = statement.policy_name;
    allocation.policy_sha256 = statement.policy_sha256;
    allocation.lines_sha256 = statement.lines_sha256;
    CurrencySettlement currency;
    for (const StatementTotal& total : statement.totals) {
      PayeeTotal payee;
      payee.payee = statement.key.payee;
      payee.party_id = statement.key.party_id;
      payee.right = total.right;
      payee.amount = Money{total.amount_minor, statement.key.currency};
      currency.totals.push_back(payee);
    }
    allocation.currencies.push_back(currency);
    return allocation;
  }

  static Result<void> keep(StatementStore& store, const RoyaltyStatement& statement) {
    TRIBUTARY_ASSIGN(auto recording, store.record());
    const EntitlementSink sink = recording.sink();
    for (const Entitlement& line : statement.lines) TRIBUTARY_TRY(sink(line));
    return recording.keep(allocation_of(statement));
  }

  std::filesystem::path folder_;
};

TEST_F(StatementStores, GiveBackWhatWasKept) {
  StatementStore store = open();
  std::mt19937 random(11);
  for (int i = 0; i < 20; ++i) {
    RoyaltyStatement statement = random_statement(random, true);
    statement.key.settlement_id = "s" + std::to_string(i);
    ASSERT_TRUE(keep(store, statement).ok());
    const auto back = store.read(statement.key);
    ASSERT_TRUE(back.ok()) << back.error().message;
    EXPECT_EQ(*back, statement);
  }
  EXPECT_THAT(store.statements("").value(), SizeIs(20));
  const auto one = store.statements("s7").value();
  ASSERT_THAT(one, SizeIs(1));
  EXPECT_EQ(one[0].key.settlement_id, "s7");
  EXPECT_EQ(store.read({"s99", Payee::kParty, "p", one[0].key.currency}).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(store.read({"s7", Payee::kSuspense, "nobody", one[0].key.currency}).error().code, ErrorCode::kNotFound);
}

TEST_F(StatementStores, KeepASettlementOnceAndNothingOfOneThatFails) {
  StatementStore store = open();
  std::mt19937 random(12);
  const RoyaltyStatement statement = random_statement(random, true);
  ASSERT_TRUE(keep(store, statement).ok());
  ASSERT_TRUE(keep(store, statement).ok()) << "the same again changes nothing";
  EXPECT_EQ(store.read(statement.key).value(), statement);
  RoyaltyStatement other = statement;
  other.lines_sha256 = "other";
  EXPECT_EQ(keep(store, other).error().code, ErrorCode::kConflict);
  EXPECT_EQ(store.read(statement.key).value(), statement);
  {
    auto abandoned = store.record();
    other.key.settlement_id = "abandoned";
    ASSERT_TRUE(abandoned->sink()(other.lines.front()).ok());
  }
  EXPECT_THAT(store.statements("abandoned").value(), IsEmpty());
  EXPECT_THAT(store.statements("").value(), SizeIs(1));
}

TrackAttribution attribution(const std::string& track_id, const std::string& evidence_id = "e") {
  return {track_id, evidence_id, {{"recording", "rec", "work", kWholePpm, kWholePpm}}};
}

TEST(AttributionIndexes, FindByNameAndElseByIsrc) {
  const auto index = AttributionIndex::build({attribution("one"), attribution("gb-aye-68-00011"), attribution("one")});
  ASSERT_TRUE(index.ok()) << index.error().message;
  EXPECT_EQ(index->find("one", "")->track_id, "one");
  EXPECT_EQ(index->find("other", "GBAYE6800011")->track_id, "gb-aye-68-00011");
  EXPECT_EQ(index->find("one", "GBAYE6800011")->track_id, "one") << "the name goes first";
  EXPECT_EQ(index->find("other", ""), nullptr);
  EXPECT_EQ(index->find("other", "USRC17607839"), nullptr);
  EXPECT_THAT(AttributionIndex::build({attribution("one"), attribution("one", "f")}).error().message,
              HasSubstr("the track \"one\" has two attributions, by the evidence e and f"));
  EXPECT_FALSE(AttributionIndex::build({attribution("GBAYE6800011"), attribution("gbaye6800011")}).ok());
}

}  // namespace
}  // namespace tributary::royalty
