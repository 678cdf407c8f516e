// Every key, cell, row and line that is changed into something else is refused where it stands, or means the same.
#include <fstream>
#include <sstream>

#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "db/connection.h"
#include "royalty/policy.h"
#include "royalty/random_settlement.h"
#include "royalty/refused_file.h"
#include "royalty/statement_csv.h"
#include "royalty/statement_dsr.h"
#include "royalty/test_books.h"
#include "royalty/test_statement.h"
#include "royalty/test_usage.h"
#include "royalty/usage_store.h"

namespace tributary::royalty {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr const char* kWholePolicy = R"(schema = "tributary.policy/1"
name = "n"
version = "1"
currency = "EUR"
further_currencies = ["SEK"]
rounding = "half-even"
rights_day = "period-start"
hold_days = 30
unattributed_to = "equal-pool"
[tiers.recording]
weight_ppm = 1_000_000
master_ppm = 400_000
publishing_ppm = 600_000
[minimum]
share_ppm = 5_000
confidence_ppm = 900_000
below = "equal-pool"
[rate]
model = "share-of-revenue"
part_ppm = 280_000
[pool]
kind = "pro-rata"
scope = "territory"
[caps]
track_ppm = 500_000
party_ppm = 400_000
excess_to = "platform"
[equal_pool]
master_ppm = 500_000
publishing_ppm = 500_000
territory = "SE"
)";

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::stringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

TEST(Refusals, OfAPolicyNameTheLineAndTheKey) {
  ASSERT_TRUE(parse_policy(kWholePolicy, "p.toml").ok()) << parse_policy(kWholePolicy, "p.toml").error().message;
  const std::vector<std::string> lines = lines_of(kWholePolicy);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::size_t equals = lines[i].find(" = ");
    for (const char* other : {"{}", "[[1]]", "\"\"", "\"?\"", "-1", "2_000_000", "1.5", "true"}) {
      std::vector<std::string> changed = lines;
      const std::string key = equals == std::string::npos ? lines[i] : lines[i].substr(0, equals);
      changed[i] = equals == std::string::npos ? "[other]" : key + " = " + other;
      const auto policy = parse_policy(joined(changed), "p.toml");
      if (policy) {
        // Names are free, and a hold may be long.
        EXPECT_TRUE(key == "name" || key == "version") << changed[i];
        continue;
      }
      EXPECT_THAT(policy.error().message, StartsWith("p.toml:")) << changed[i];
    }
  }
}

// Each cell of each row, one after the other.
template <typename Parse>
void change_every_cell(const std::string& text, const std::string& between, const std::string& name, Parse parse) {
  const auto sound = parse(text, name);
  ASSERT_TRUE(sound.ok()) << sound.error().message;
  const std::vector<std::string> rows = lines_of(text);
  for (std::size_t row = 0; row < rows.size(); ++row) {
    for (std::size_t begin = 0; begin <= rows[row].size();) {
      const std::size_t end = std::min(rows[row].find(between, begin), rows[row].size());
      for (const char* other : {"", "?", "-1", "9", "\"", "\\"}) {
        std::vector<std::string> changed = rows;
        changed[row].replace(begin, end - begin, other);
        const auto parsed = parse(joined(changed) + "\n", name);
        EXPECT_THAT(parsed ? name : parsed.error().message, StartsWith(name)) << changed[row];
      }
      begin = end + between.size();
    }
    if (rows[row].find("right,amount") != std::string::npos || rows[row].find("settlement_id") != std::string::npos)
      continue;  // a heading, which says nothing
    std::vector<std::string> without = rows;
    without.erase(without.begin() + static_cast<std::ptrdiff_t>(row));
    const auto parsed = parse(joined(without) + "\n", name);
    EXPECT_FALSE(parsed.ok() && *parsed == *sound) << rows[row];
  }
}

TEST(Refusals, OfStatementsNameTheFile) {
  std::mt19937 random(11);
  for (int i = 0; i < 6; ++i) {
    RoyaltyStatement statement = random_statement(random, false);
    statement.lines.resize(1);
    change_every_cell(to_csv(statement), ",", "s.csv", parse_statement_csv);
    const auto dsr = to_dsr(statement);
    if (dsr) change_every_cell(*dsr, "\t", "s.tsv", parse_statement_dsr);
  }
}

TEST(Refusals, OfDsrRecordsLeaveTheOtherLines) {
  const std::vector<std::string> rows = small_dsr_lines();
  const std::size_t sound = read_usage(small_dsr()).lines.size();
  for (std::size_t row = 0; row < rows.size(); ++row) {
    for (std::size_t begin = 0; begin <= rows[row].size();) {
      const std::size_t end = std::min(rows[row].find('\t', begin), rows[row].size());
      for (const char* other : {"", "?", "-1", "1|2", "\\x", "99999999999999999999", "0", "0.0000000001"}) {
        std::vector<std::string> changed = rows;
        changed[row].replace(begin, end - begin, other);
        const Read read = read_usage(joined(changed));
        // A record that does not say whether it bears royalties does.
        EXPECT_LE(read.lines.size(), sound + 1) << changed[row];
        EXPECT_TRUE(read.error.empty() || read.error.starts_with("usage")) << changed[row] << ": " << read.error;
        for (const Finding& refusal : read.refusals) EXPECT_THAT(refusal.place, StartsWith("usage:"));
      }
      begin = end + 1;
    }
  }
}

TEST(Refusals, OfASinkEndTheAllocation) {
  for (std::uint64_t seed = 1; seed <= 150; ++seed) {
    const RandomSettlement made(seed);
    for (std::int64_t refused = 1;; ++refused) {
      std::int64_t lines = 0;
      const auto sink = [&](const Entitlement&) -> Result<void> {
        if (++lines < refused) return {};
        return Error{ErrorCode::kIo, "the disk is full"};
      };
      const auto allocation = made.allocate(sink);
      if (lines < refused) {
        EXPECT_TRUE(allocation.ok());
        break;
      }
      ASSERT_FALSE(allocation.ok());
      EXPECT_EQ(allocation.error().message, "the disk is full");
    }
  }
}

class RefusalsOnDisk : public ::testing::Test, protected Books {};

TEST_F(RefusalsOnDisk, OfAFileOfRefusedLinesNameIt) {
  std::ofstream(folder_ / "file") << "x";
  const auto below_a_file = RefusedFile::create(folder_ / "file" / "refused.csv");
  EXPECT_THAT(below_a_file.error().message, HasSubstr("cannot create the folder"));
  const std::string temporary = (folder_ / "a.csv").string() + ".tmp-" + std::to_string(::getpid());
  std::filesystem::create_directory(temporary);
  EXPECT_THAT(RefusedFile::create(folder_ / "a.csv").error().message, HasSubstr("cannot create: Is a directory"));
  std::filesystem::create_directories(folder_ / "b.csv" / "in the way");
  auto blocked = RefusedFile::create(folder_ / "b.csv");
  ASSERT_TRUE(blocked.ok() && blocked->add_line("refused").ok());
  EXPECT_THAT(blocked->keep().error().message, HasSubstr("cannot replace"));
}

TEST_F(RefusalsOnDisk, OfDamagedUsageNameTheRow) {
  std::ofstream(folder_ / "report.tsv") << small_dsr();
  const auto opened = [&] { return UsageStore::open(folder_ / "usage.db", db::Connection::Mode::kCreate, clock()); };
  {
    auto store = opened();
    ASSERT_TRUE(store->import(folder_ / "report.tsv", folder_ / "refused").ok());
  }
  const auto found_after = [&](const std::string& damage) -> std::string {
    std::filesystem::copy_file(folder_ / "usage.db", folder_ / "sound.db",
                               std::filesystem::copy_options::overwrite_existing);
    {
      auto connection = db::Connection::open(folder_ / "usage.db", db::Connection::Mode::kExisting);
      const auto done = connection->execute(("PRAGMA ignore_check_constraints = ON; " + damage).c_str());
      EXPECT_TRUE(done.ok()) << done.error().message;
    }
    std::string found;
    {
      auto store = opened();
      const auto reports = store->reports();
      if (!reports) found += reports.error().message + "\n";
      const auto lines = store->each_line(Day{0}, Day{40'000}, [](const UsageLine&) -> Result<void> { return {}; });
      if (!lines) found += lines.error().message + "\n";
    }
    for (const char* end : {"-wal", "-shm"}) std::filesystem::remove(folder_ / (std::string("usage.db") + end));
    std::filesystem::copy_file(folder_ / "sound.db", folder_ / "usage.db",
                               std::filesystem::copy_options::overwrite_existing);
    return found;
  };
  EXPECT_EQ(found_after("SELECT 1"), "");
  EXPECT_THAT(found_after("UPDATE context SET currency = 'QQQ'"), HasSubstr("usage.db: context 1: "));
  EXPECT_THAT(found_after("DELETE FROM track"), HasSubstr("has no track"));
  EXPECT_THAT(found_after("UPDATE pool SET context = 99"), HasSubstr("has no context"));
  EXPECT_THAT(found_after("DROP TABLE track"), HasSubstr("usage.db: "));
  auto store = opened();
  const auto ended = store->each_line(Day{0}, Day{40'000}, [](const UsageLine&) -> Result<void> {
    return Error{ErrorCode::kIo, "enough"};
  });
  EXPECT_EQ(ended.error().message, "enough");
}

}  // namespace
}  // namespace tributary::royalty
