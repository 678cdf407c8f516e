// From a rights file, a usage report and traces to statements, through the program, compared byte for byte.
#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>

#include "rights/registry.h"
#include "royalty/statement_csv.h"
#include "tests/program/workspace_fixture.h"

namespace tributary::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

const std::filesystem::path kInputs = std::filesystem::path(TRIBUTARY_SOURCE) / "tests/program/royalty";

std::string read(const std::filesystem::path& path) {
  std::stringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

std::map<std::string, std::string> files_in(const std::filesystem::path& folder) {
  std::map<std::string, std::string> files;
  if (std::filesystem::exists(folder))
    for (const auto& entry : std::filesystem::directory_iterator(folder))
      files[entry.path().filename().string()] = read(entry.path());
  return files;
}

class RoyaltyGolden : public WorkspaceFixture {
 protected:
  Outcome run(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {"-w", workspace().string(), "--quiet"});
    return run_program(arguments, kInputs);
  }

  // Everything up to the first settlement. The usage report has one line that refers to a summary it does not hold.
  void import_all() const {
    std::filesystem::create_directories(workspace());
    auto rights = rights::Registry::open(workspace() / "rights.db", db::Connection::Mode::kCreate);
    ASSERT_TRUE(rights.ok());
    const auto claims = rights->import_file(kInputs / "rights.csv", [] { return std::int64_t{0}; });
    ASSERT_TRUE(claims.ok() && claims->refused.empty());
    const Outcome usage = run({"royalty", "usage", "usage.tsv", "--json"});
    ASSERT_EQ(usage.exit_code, 3) << usage.err;
    const auto imported = json_lines(usage.out).at(0);
    EXPECT_EQ(imported["added"], 11);
    EXPECT_EQ(imported["refused"], 1);
  }

  // The 50 works take part in the equal pool, and what streams brought in is one pool, where the policy has such.
  Outcome allocate(const std::string& policy) const {
    std::vector<std::string> arguments{"royalty",        "allocate",     "--settlement", policy,       "--policy",
                                       policy + ".toml", "--from",       "2026-01-01",   "--to",       "2026-01-31",
                                       "--trace",        "traces.jsonl", "--tracks",     "tracks.csv", "--works",
                                       "works.csv",      "--json",       "--again"};
    if (policy != "per-use") arguments.insert(arguments.end(), {"--revenue", "650.50"});
    return run(arguments);
  }

  // The statements of a settlement; with TRIBUTARY_WRITE_GOLDEN set they become what is expected.
  void compare(const std::string& settlement, const std::string& format, std::vector<std::string> filter) const {
    const std::filesystem::path expected = kInputs / "expected" / (settlement + "-" + format);
    const std::filesystem::path written = folder_ / (settlement + "-" + format);
    std::vector<std::string> arguments{"royalty",  "statement", "--settlement", settlement,
                                       "--format", format,      "-o",           written.string()};
    arguments.insert(arguments.end(), filter.begin(), filter.end());
    const Outcome outcome = run(arguments);
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    if (std::getenv("TRIBUTARY_WRITE_GOLDEN") != nullptr) {
      std::filesystem::remove_all(expected);
      std::filesystem::create_directories(expected.parent_path());
      std::filesystem::copy(written, expected);
    }
    const auto found = files_in(written);
    const auto wanted = files_in(expected);
    ASSERT_FALSE(found.empty());
    EXPECT_EQ(found.size(), wanted.size());
    for (const auto& [name, text] : found)
      EXPECT_TRUE(wanted.contains(name) && wanted.at(name) == text) << settlement << " " << name;
  }
};

TEST_F(RoyaltyGolden, StatementsAreTheSameToTheByte) {
  import_all();
  for (const std::string policy : {"pro-rata", "per-use", "training", "capped"}) {
    SCOPED_TRACE(policy);
    const Outcome settled = allocate(policy);
    ASSERT_EQ(settled.exit_code, 0) << settled.err;
    const auto allocation = json_lines(settled.out).at(0);
    std::int64_t total_minor = 0;
    for (const auto& total : allocation["currencies"][0]["totals"])
      total_minor += total["amount_minor"].get<std::int64_t>();
    EXPECT_EQ(total_minor, allocation["currencies"][0]["received_minor"].get<std::int64_t>());
    compare(policy, "csv", {});
  }
  for (const std::string format : {"json", "html", "dsr"}) compare("pro-rata", format, {"--party", "bea"});
  compare("per-use", "html", {"--pool", "suspense"});
  EXPECT_EQ(run({"ledger", "check"}).exit_code, 0);
}

TEST_F(RoyaltyGolden, TheSameSettlementAgainChangesNothingAndAnotherIsRefused) {
  import_all();
  const Outcome first = allocate("pro-rata");
  const std::string accounts = run({"ledger", "show", "--json"}).out;
  const Outcome again = allocate("pro-rata");
  EXPECT_EQ(again.exit_code, 0) << again.err;
  EXPECT_EQ(again.out, first.out);
  EXPECT_EQ(run({"ledger", "show", "--json"}).out, accounts);
  const Outcome other = run({"royalty", "allocate", "--settlement", "pro-rata", "--policy", "per-use.toml", "--from",
                             "2026-01-01", "--to", "2026-01-31"});
  EXPECT_EQ(other.exit_code, 1);
  EXPECT_THAT(other.err, HasSubstr("pro-rata"));
  EXPECT_EQ(run({"ledger", "show", "--json"}).out, accounts);
}

TEST_F(RoyaltyGolden, ACorrectedLineIsInTheNextSettlement) {
  import_all();
  std::filesystem::path refused;
  for (const auto& entry : std::filesystem::directory_iterator(workspace() / "refused")) refused = entry.path();
  std::string text = read(refused);
  text.replace(text.find("\tS9\t"), 4, "\tS1\t");
  std::ofstream(folder_ / "corrected.tsv", std::ios::binary) << text;
  const Outcome corrected = run({"royalty", "usage", (folder_ / "corrected.tsv").string(), "--json"});
  EXPECT_EQ(corrected.exit_code, 0) << corrected.out << corrected.err;
  EXPECT_EQ(json_lines(corrected.out).at(0)["added"], 1);
  EXPECT_EQ(json_lines(run({"royalty", "usage", "--list", "--json"}).out).at(0)["refused"], 0);
  const Outcome settled = allocate("pro-rata");
  EXPECT_EQ(json_lines(settled.out).at(0)["usage_lines"], 12);
}

TEST_F(RoyaltyGolden, AStatementOfThePublicPoolsSaysWhyMoneyIsThere) {
  import_all();
  ASSERT_EQ(allocate("pro-rata").exit_code, 0);
  const Outcome outcome = run({"royalty", "statement", "--settlement", "pro-rata", "--pool", "suspense"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const auto statement = royalty::parse_statement_csv(outcome.out, "suspense");
  ASSERT_TRUE(statement.ok()) << statement.error().message;
  EXPECT_TRUE(std::any_of(statement->lines.begin(), statement->lines.end(), [](const Entitlement& line) {
    return line.ground == Ground::kConflict && line.work_id == "W13";
  }));
  const Outcome many = run({"royalty", "statement", "--settlement", "pro-rata"});
  EXPECT_EQ(many.exit_code, 1);
  EXPECT_THAT(many.err, HasSubstr("statements fit"));
  const Outcome none = run({"royalty", "statement", "--party", "nobody"});
  EXPECT_EQ(none.exit_code, 1);
  const Outcome list = run({"royalty", "statement", "--list", "--json"});
  EXPECT_GT(json_lines(list.out).size(), 6U);
}

TEST_F(RoyaltyGolden, VerbsSayWhatIsMissing) {
  EXPECT_THAT(run({"royalty", "usage", "--list"}).err, HasSubstr("holds no usage"));
  EXPECT_THAT(run({"royalty", "statement", "--list"}).err, HasSubstr("holds no statements"));
  EXPECT_EQ(run({"royalty", "usage"}).exit_code, 2);
  EXPECT_EQ(run({"royalty", "usage", "none.csv"}).exit_code, 3);
  EXPECT_THAT(allocate("none").err, HasSubstr("none.toml"));
}

}  // namespace
}  // namespace tributary::testing
