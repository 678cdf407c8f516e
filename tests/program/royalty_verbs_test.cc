// From usage and rights to payments, disputes and single plays, through the program.
#include <fstream>

#include "base/clock.h"
#include "rights/registry.h"
#include "tests/program/workspace_fixture.h"

namespace tributary::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

constexpr const char* kPolicy = R"(schema = "tributary.policy/1"
name = "Example"
version = "1"
currency = "EUR"
hold_days = 0
[tiers.recording]
weight_ppm = 600_000
master_ppm = 800_000
publishing_ppm = 200_000
[tiers.composition]
weight_ppm = 400_000
master_ppm = 0
publishing_ppm = 1_000_000
[rate]
)";

class RoyaltyVerbs : public WorkspaceFixture {
 protected:
  RoyaltyVerbs() {
    write("policy.toml",
          std::string(kPolicy) + "model = \"share-of-revenue\"\npart_ppm = 280_000\n[pool]\nkind = \"pro-rata\"\n");
    write("tariff.toml", std::string(kPolicy) + "model = \"per-use\"\ntariff = \"0.002\"\n");
    write("rights.csv",
          "right,recording_id,work_id,party_id,share_percent\n"
          "master,r1,,label,75\nmaster,r1,,anna,25\npublishing,,w1,anna,100\n");
    write("usage.csv",
          "track_id,territory,period_start,period_end,uses,revenue,currency\n"
          "gen-1,DE,2026-01-01,2026-01-31,700,60.00,EUR\ngen-2,DE,2026-01-01,2026-01-31,300,40.01,EUR\n");
    write(
        "traces.jsonl",
        R"({"schema":"tributary.trace/1","query":{"path":"gen-1.mp3","sha256":"ab","duration_s":1.0},"tiers":{)"
        R"("recording":{"works":[{"recording_id":"r1","work_id":"w1","share_ppm":300000}],"unattributed_ppm":700000},)"
        R"("composition":{"works":[{"recording_id":"r1","work_id":"w1","share_ppm":300000}],)"
        R"("unattributed_ppm":700000}},"matches":[]})"
        "\n");
  }

  void write(const std::string& name, const std::string& text) const { std::ofstream(folder_ / name) << text; }
  std::string file(const std::string& name) const { return (folder_ / name).string(); }

  Outcome run(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {"-w", workspace().string(), "--quiet"});
    return run_program(arguments);
  }

  void import_all() const {
    std::filesystem::create_directories(workspace());
    auto rights = rights::Registry::open(workspace() / "rights.db", db::Connection::Mode::kCreate);
    ASSERT_FALSE(rights->import_file(file("rights.csv"), base::system_clock())->rejected);
    ASSERT_EQ(run({"royalty", "usage", file("usage.csv")}).exit_code, 0);
  }

  Outcome allocate(std::vector<std::string> more = {}) const {
    std::vector<std::string> arguments{"royalty",  "allocate",          "--settlement", "2026-01",
                                       "--policy", file("policy.toml"), "--from",       "2026-01-01",
                                       "--to",     "2026-01-31",        "--trace",      file("traces.jsonl")};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run(arguments);
  }
};

TEST_F(RoyaltyVerbs, AllocateComesToTheAmountsOfTheDocumentation) {
  import_all();
  const Outcome dry = allocate({"--dry-run"});
  EXPECT_EQ(dry.exit_code, 0) << dry.err;
  EXPECT_THAT(dry.out, HasSubstr("Nothing was posted."));
  const Outcome text = allocate();
  ASSERT_EQ(text.exit_code, 0) << text.err;
  EXPECT_THAT(text.out, HasSubstr("100.01 EUR"));
  for (const std::string amount : {"0.70 EUR", "3.06 EUR", "2.12 EUR", "22.12 EUR", "72.01 EUR"})
    EXPECT_THAT(text.out, HasSubstr(amount));
  EXPECT_THAT(text.out, HasSubstr("Posted with 6 transfers."));
  EXPECT_THAT(allocate().out, HasSubstr("nothing changed"));
  EXPECT_EQ(run({"ledger", "check"}).exit_code, 0);
  const auto settled = json_lines(allocate({"--json"}).out).at(0);
  EXPECT_EQ(settled["currencies"][0]["received_minor"], 10'001);
  const Outcome other = allocate({"--revenue", "1.00"});
  EXPECT_EQ(other.exit_code, 1);
  EXPECT_THAT(other.err, HasSubstr("was made before from other inputs"));
  EXPECT_THAT(allocate({"--revenue", "1.001"}).err, HasSubstr("1.001"));
}

TEST_F(RoyaltyVerbs, ADamagedTraceOrNothingToDivideSettlesNothing) {
  import_all();
  write("damaged.jsonl", "{\n");
  const Outcome damaged = allocate({"--trace", file("damaged.jsonl")});
  EXPECT_EQ(damaged.exit_code, 1);
  EXPECT_THAT(damaged.err, HasSubstr("damaged.jsonl:1: is no JSON"));
  EXPECT_THAT(damaged.err, HasSubstr("nothing was done"));
  const Outcome empty = run({"royalty", "allocate", "--settlement", "2025-01", "--policy", file("tariff.toml"),
                             "--from", "2025-01-01", "--to", "2025-01-31", "--trace", file("traces.jsonl")});
  EXPECT_EQ(empty.exit_code, 1);
  EXPECT_THAT(empty.err, HasSubstr("there is nothing to divide"));
  EXPECT_THAT(allocate().out, HasSubstr("Posted with 6 transfers."));  // the id is still free
}

TEST_F(RoyaltyVerbs, AUsageLineIsSettledOnce) {
  import_all();
  ASSERT_EQ(allocate().exit_code, 0);
  const auto settle = [&](const std::string& id, std::vector<std::string> more = {}) {
    std::vector<std::string> arguments{"royalty",  "allocate",          "--settlement", id,
                                       "--policy", file("policy.toml"), "--from",       "2025-01-01",
                                       "--to",     "2026-12-31",        "--trace",      file("traces.jsonl")};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run(arguments);
  };
  const std::string before = run({"ledger", "show", "--json"}).out;
  const Outcome twice = settle("2026");
  EXPECT_EQ(twice.exit_code, 1);
  EXPECT_THAT(twice.err, HasSubstr("2 usage lines are left out, because they were settled before: 2026-01"));
  EXPECT_EQ(run({"ledger", "show", "--json"}).out, before);
  // What comes late is settled by itself.
  write("late.csv",
        "track_id,territory,period_start,period_end,uses,revenue,currency\n"
        "gen-1,DE,2026-01-01,2026-01-31,7,1.00,EUR\n");
  ASSERT_EQ(run({"royalty", "usage", file("late.csv")}).exit_code, 0);
  const Outcome changed = allocate();
  EXPECT_EQ(changed.exit_code, 1);
  EXPECT_THAT(changed.err, HasSubstr("2026-01: was made before from other inputs"));
  const Outcome late = settle("2026-01-late");
  EXPECT_EQ(late.exit_code, 0) << late.err;
  EXPECT_THAT(late.out, HasSubstr("1 usage line in"));
  EXPECT_THAT(late.out, HasSubstr("2 usage lines are left out, because they were settled before: 2026-01.\n"));
  EXPECT_THAT(settle("2026-01-late").out, HasSubstr("nothing changed"));
  const Outcome again = settle("other right", {"--again"});
  EXPECT_THAT(again.err, HasSubstr("an id has 1 to 100 printable ASCII characters"));
  EXPECT_THAT(settle("other-right", {"--again"}).out, HasSubstr("3 usage lines in"));
  EXPECT_EQ(run({"ledger", "check"}).exit_code, 0);
}

// The first settlement had revenue alone. A report that comes then is not its, and not nobody's.
TEST_F(RoyaltyVerbs, ARefusedSettlementTakesNoLines) {
  import_all();
  const auto settle = [&](const std::string& id) {
    return run({"royalty", "allocate", "--settlement", id, "--policy", file("policy.toml"), "--from", "2027-01-01",
                "--to", "2027-01-31", "--trace", file("traces.jsonl"), "--revenue", "10", "--json"});
  };
  ASSERT_EQ(settle("first").exit_code, 0) << settle("first").err;
  write("late.csv",
        "track_id,territory,period_start,period_end,uses,revenue,currency\n"
        "gen-1,DE,2027-01-01,2027-01-31,7,1.00,EUR\n");
  ASSERT_EQ(run({"royalty", "usage", file("late.csv")}).exit_code, 0);
  EXPECT_THAT(settle("first").err, HasSubstr("first: was made before from other inputs"));
  const auto second = json_lines(settle("second").out);
  ASSERT_THAT(second, SizeIs(1));
  EXPECT_EQ(second[0]["usage_lines"], 1);
  EXPECT_EQ(second[0]["left_out_lines"], 0);
  const auto third = json_lines(settle("third").out);
  ASSERT_THAT(third, SizeIs(1));
  EXPECT_EQ(third[0]["left_out_lines"], 1);
  EXPECT_EQ(third[0]["settled_by"][0], "second");
}

TEST_F(RoyaltyVerbs, SaysThatAFolderIsNoFile) {
  import_all();
  const Outcome traced = run({"royalty", "allocate", "--settlement", "x", "--policy", file("policy.toml"), "--from",
                              "2026-01-01", "--to", "2026-01-31", "--trace", file(".")});
  EXPECT_EQ(traced.exit_code, 1);
  EXPECT_THAT(traced.err, HasSubstr("cannot be read"));
  const Outcome played = run({"royalty", "play", file("."), "--policy", file("tariff.toml")});
  EXPECT_EQ(played.exit_code, 1);
  EXPECT_THAT(played.err, HasSubstr("cannot be read to its end"));
}

TEST_F(RoyaltyVerbs, WhatIfNamesThoseFirstForWhomMostChanges) {
  import_all();
  const Outcome outcome = run({"royalty", "what-if", file("policy.toml"), file("tariff.toml"), "--from", "2026-01-01",
                               "--to", "2026-01-31", "--trace", file("traces.jsonl"), "--json"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const auto lines = json_lines(outcome.out);
  ASSERT_THAT(lines, SizeIs(5));
  EXPECT_EQ(lines[0]["payee"], "platform");
  EXPECT_EQ(lines[0]["after_minor"], 0);
  EXPECT_EQ(run({"ledger", "show"}).exit_code, 1);
}

TEST_F(RoyaltyVerbs, ADisputeThatIsLostTakesTheMoneyBack) {
  import_all();
  ASSERT_EQ(allocate().exit_code, 0);
  const Outcome opened = run({"royalty", "dispute",  "open",   "d1",         "--settlement", "2026-01", "--party",
                              "label",   "--right",  "master", "--currency", "EUR",          "--asset", "r1",
                              "--role",  "claimant", "--by",   "Cem",        "--reason",     "mine"});
  ASSERT_EQ(opened.exit_code, 0) << opened.err;
  EXPECT_THAT(opened.out, HasSubstr("d1: 2.12 EUR of label (master) in settlement 2026-01, open"));
  const Outcome lost = run({"royalty", "dispute", "resolve", "d1", "--outcome", "lost", "--to", "cem", "--role",
                            "arbiter", "--by", "Dora", "--reason", "contract", "--json"});
  ASSERT_EQ(lost.exit_code, 0) << lost.err;
  EXPECT_EQ(json_lines(lost.out).at(0)["state"], "lost");
  const auto account = json_lines(run({"ledger", "show", "party/cem", "--json"}).out).at(0);
  EXPECT_EQ(account["balance_minor"]["credits_posted"], 212);
  EXPECT_THAT(run({"royalty", "dispute", "list"}).out, HasSubstr("lost by arbiter Dora: contract"));
  EXPECT_EQ(run({"royalty", "release"}).out, "0 payments released, 0 disputes lapsed.\n");
  EXPECT_EQ(run({"ledger", "check"}).exit_code, 0);
}

TEST_F(RoyaltyVerbs, PlayCarriesFractionsAndRefusesWhatIsMalformed) {
  import_all();
  std::string plays;
  for (int i = 0; i < 1'000; ++i)
    plays += R"({"schema":"tributary.play/1","event_id":"e)" + std::to_string(i) +
             R"(","track_id":"gen-2","territory":"DE","day":"2026-01-05"})" + "\n";
  write("plays.jsonl", plays + "{}\n");
  const std::vector<std::string> play{"royalty",           "play",    file("plays.jsonl"), "--policy",
                                      file("tariff.toml"), "--trace", file("traces.jsonl")};
  const Outcome outcome = run(play);
  EXPECT_EQ(outcome.exit_code, 3);
  EXPECT_EQ(outcome.out, "1000 plays split, 0 repeated.\n");
  EXPECT_THAT(outcome.err, HasSubstr("plays.jsonl:1001: schema: is missing"));
  EXPECT_EQ(run(play).out, "0 plays split, 1000 repeated.\n");
  const auto account = json_lines(run({"ledger", "show", "unattributed", "--json"}).out).at(0);
  EXPECT_EQ(account["balance_minor"]["credits_posted"], 200);
}

TEST_F(RoyaltyVerbs, SayWhatIsMissing) {
  EXPECT_THAT(run({"royalty", "release"}).err, HasSubstr("holds no settlements"));
  EXPECT_THAT(run({"royalty", "dispute", "list"}).err, HasSubstr("holds no settlements"));
  EXPECT_THAT(allocate().err, HasSubstr("holds no rights"));
  write("policy.toml", "schema = 1\n");
  EXPECT_THAT(allocate().err, HasSubstr("policy.toml:1: schema: is an integer where a string belongs"));
}

}  // namespace
}  // namespace tributary::testing
