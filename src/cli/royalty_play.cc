#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <string>
#include <utility>

#include <fmt/core.h>
#include <CLI/CLI.hpp>

#include "cli/invocation.h"
#include "cli/open_books.h"
#include "cli/open_rights.h"
#include "cli/settlement_inputs.h"
#include "report/royalty_json.h"
#include "royalty/play_splitter.h"
#include "royalty/policy.h"

namespace tributary::cli {
namespace {

struct Job {
  std::string events;
  std::string policy;
  TraceFiles files;
};

// One line of the input, whose end is cut off; false after the last one.
bool next_line(std::istream& input, std::string& line) {
  if (!std::getline(input, line)) return false;
  if (!line.empty() && line.back() == '\r') line.pop_back();
  return true;
}

void split_all(Invocation& invocation, royalty::PlaySplitter& plays, ledger::Ledger& ledger, std::istream& input,
               const std::string& name) {
  std::int64_t posted = 0;
  std::int64_t repeated = 0;
  std::string line;
  for (std::int64_t number = 1; next_line(input, line); ++number) {
    if (line.empty()) continue;
    const std::string place = fmt::format("{}:{}", name, number);
    const auto play = report::read_play(line);
    const auto split = play ? plays.post(*play) : Result<PlaySplit>(play.error());
    if (!split) {
      invocation.refuse(in_context(split.error(), place));
      continue;
    }
    (split->repeated ? repeated : posted) += 1;
    if (invocation.json) invocation.print(report::to_json_line(*split));
    // Between plays, when the answer is out.
    if (const auto tidied = ledger.tidy(); !tidied) return invocation.fail(tidied.error());
  }
  if (input.bad()) invocation.fail({ErrorCode::kIo, name + ": cannot be read to its end"});
  if (!invocation.json)
    invocation.print(fmt::format("{} play{} split, {} repeated.\n", posted, posted == 1 ? "" : "s", repeated));
}

// Of builds before the ledger kept plays: fractions of a minor unit and known events are in there.
Result<void> refuse_earlier_plays(const Invocation& invocation) {
  const std::filesystem::path earlier = std::filesystem::path(invocation.workspace) / "plays.db";
  if (!std::filesystem::exists(earlier)) return {};
  return Error{ErrorCode::kConflict,
               earlier.string() +
                   ": holds plays of an earlier build, whose fractions and event_ids are not read any "
                   "more; take the file away to go on without them"};
}

Result<void> run(Invocation& invocation, const Job& job) {
  TRIBUTARY_TRY(refuse_earlier_plays(invocation));
  TRIBUTARY_ASSIGN(const royalty::Policy policy, royalty::load_policy(job.policy));
  TRIBUTARY_ASSIGN(const auto attributions, read_traces(invocation, job.files));
  TRIBUTARY_ASSIGN(const auto rights, open_rights(invocation, db::Connection::Mode::kExisting));
  std::ifstream file;
  if (job.events != "-") {
    file.open(job.events, std::ios::binary);
    if (!file) return Error{ErrorCode::kNotFound, job.events + ": cannot be opened"};
  }
  TRIBUTARY_ASSIGN(Books books, open_or_create_books(invocation));
  const auto find = [&](const std::string& track_id) { return attributions.find(track_id, track_id); };
  TRIBUTARY_ASSIGN(auto plays, royalty::PlaySplitter::open(policy, rights, find, books.ledger));
  split_all(invocation, plays, books.ledger, job.events == "-" ? std::cin : file,
            job.events == "-" ? "stdin" : job.events);
  return {};
}

}  // namespace

void add_royalty_play(CLI::App& royalty, Invocation& invocation) {
  CLI::App* verb = royalty.add_subcommand("play", "Split single plays into the ledger as they happen");
  verb->footer(
      "Each line is a play (tributary.play/1). The same event_id is split once. The policy pays plays by themselves: "
      "with a\n"
      "tariff, or directly. Fractions of a minor unit are kept exactly and posted when they are whole.");
  const auto job = std::make_shared<Job>();
  verb->add_option("events", job->events, "JSON lines, or - for standard input")->required()->type_name("EVENT.json|-");
  verb->add_option("--policy", job->policy, "The rules, as TOML")->required()->type_name("FILE");
  add_trace_files(*verb, job->files);
  verb->callback([&invocation, job] {
    if (const auto done = run(invocation, *job); !done) invocation.fail(done.error());
  });
}

}  // namespace tributary::cli
