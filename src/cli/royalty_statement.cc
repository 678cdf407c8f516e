#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <system_error>
#include <vector>

#include <fmt/core.h>
#include <CLI/CLI.hpp>

#include "base/file.h"
#include "cli/invocation.h"
#include "pipeline/layout.h"
#include "report/display_text.h"
#include "report/statement_json.h"
#include "report/statement_page.h"
#include "report/statement_table.h"
#include "royalty/statement_cells.h"
#include "royalty/statement_csv.h"
#include "royalty/statement_dsr.h"
#include "royalty/statement_store.h"

namespace tributary::cli {
namespace {

struct Job {
  std::string settlement_id;
  std::string party_id;
  std::string pool;
  std::string currency;
  std::string format = "csv";
  std::string folder;
  bool list = false;
};

Result<royalty::StatementStore> open(const Invocation& invocation) {
  const std::filesystem::path file = pipeline::Layout(invocation.workspace).statements_file();
  std::error_code failure;
  if (!std::filesystem::exists(file, failure))
    return Error{ErrorCode::kNotFound, invocation.workspace + ": holds no statements: nothing was settled yet"};
  return royalty::StatementStore::open(file, db::Connection::Mode::kExisting);
}

// Those the command line asks for.
Result<std::vector<StatementSummary>> wanted(royalty::StatementStore& store, const Job& job) {
  TRIBUTARY_ASSIGN(std::vector<StatementSummary> all, store.statements(job.settlement_id));
  std::erase_if(all, [&](const StatementSummary& summary) {
    const StatementKey& key = summary.key;
    if (!job.party_id.empty() && (key.payee != Payee::kParty || key.party_id != job.party_id)) return true;
    if (!job.pool.empty() && name_of(key.payee) != job.pool) return true;
    return !job.currency.empty() && key.currency.code() != job.currency;
  });
  if (all.empty()) return Error{ErrorCode::kNotFound, "no settlement has such a statement"};
  return all;
}

Result<std::string> written(const RoyaltyStatement& statement, const std::string& format) {
  if (format == "json") return report::to_json_line(statement) + "\n";
  if (format == "html") return report::statement_page(statement);
  if (format == "dsr") return royalty::to_dsr(statement);
  return royalty::to_csv(statement);
}

// "january.alice.EUR.csv": without what no file name should hold.
std::string file_name(const StatementKey& key, const std::string& format) {
  std::string name = fmt::format("{}.{}.{}", key.settlement_id,
                                 key.payee == Payee::kParty ? key.party_id : "_" + std::string(name_of(key.payee)),
                                 key.currency.code());
  for (char& c : name) {
    const bool plain =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
    if (!plain) c = '_';
  }
  if (name.starts_with('.') || name.starts_with('-')) name.insert(0, "_");
  constexpr std::size_t kNameBytesMax = 180;
  name.resize(std::min(name.size(), kNameBytesMax));
  return name + (format == "dsr" ? ".tsv" : "." + format);
}

Result<void> write_files(Invocation& invocation, royalty::StatementStore& store, const Job& job,
                         const std::vector<StatementSummary>& summaries) {
  std::error_code failure;
  std::filesystem::create_directories(job.folder, failure);
  if (failure) return Error{ErrorCode::kIo, job.folder + ": cannot create the folder: " + failure.message()};
  std::vector<std::string> names;
  for (const StatementSummary& summary : summaries) {
    TRIBUTARY_ASSIGN(const RoyaltyStatement statement, store.read(summary.key));
    TRIBUTARY_ASSIGN(const std::string text, written(statement, job.format));
    std::string name = file_name(summary.key, job.format);
    // Parties whose names differ only in what file names lose.
    for (int number = 2; std::find(names.begin(), names.end(), name) != names.end(); ++number)
      name = fmt::format("{}.{}", number, file_name(summary.key, job.format));
    names.push_back(name);
    const std::filesystem::path file = std::filesystem::path(job.folder) / name;
    TRIBUTARY_TRY(base::replace_file(file, std::as_bytes(std::span(text))));
    if (!invocation.json) invocation.print(fmt::format("written: {}\n", report::printable(file.string())));
  }
  return {};
}

Result<void> answer(Invocation& invocation, const Job& job) {
  TRIBUTARY_ASSIGN(auto store, open(invocation));
  TRIBUTARY_ASSIGN(const auto summaries, wanted(store, job));
  if (job.list) {
    if (!invocation.json) {
      invocation.print(report::statements_table(summaries, invocation.terminal()));
      return {};
    }
    for (const StatementSummary& summary : summaries) invocation.print(report::to_json_line(summary));
    return {};
  }
  if (!job.folder.empty()) return write_files(invocation, store, job, summaries);
  if (summaries.size() > 1)
    return Error{ErrorCode::kInvalidInput,
                 fmt::format("{} statements fit: name one by --settlement, --party or --pool, and --currency, or a "
                             "folder for all by -o",
                             summaries.size())};
  TRIBUTARY_ASSIGN(const RoyaltyStatement statement, store.read(summaries.front().key));
  TRIBUTARY_ASSIGN(const std::string text, written(statement, invocation.json ? "json" : job.format));
  invocation.print(text);
  return {};
}

}  // namespace

void add_royalty_statement(CLI::App& royalty, Invocation& invocation) {
  CLI::App* verb = royalty.add_subcommand("statement", "Write what settlements give whom, line by line");
  verb->footer(
      "There is one statement for each payee and currency of a settlement: for the parties, and for what is "
      "unattributed\n"
      "or in suspense. The page prints to PDF from any browser. docs/formats/statement.md describes the formats.");
  const auto job = std::make_shared<Job>();
  verb->add_option("--settlement", job->settlement_id, "Only of this settlement")->type_name("ID");
  CLI::Option* party = verb->add_option("--party", job->party_id, "Only of this rights holder")->type_name("PARTY");
  verb->add_option("--pool", job->pool, "Only of what went to no party")
      ->check(CLI::IsMember({"unattributed", "suspense", "equal-pool", "platform"}))
      ->excludes(party)
      ->type_name("POOL");
  verb->add_option("--currency", job->currency, "Only in this currency")->type_name("CODE");
  verb->add_option("--format", job->format, "What to write")
      ->check(CLI::IsMember({"csv", "json", "html", "dsr"}))
      ->capture_default_str()
      ->type_name("FORMAT");
  CLI::Option* folder =
      verb->add_option("-o,--output", job->folder, "Write each statement that fits as a file in this folder")
          ->type_name("DIR");
  verb->add_flag("--list", job->list, "List the statements instead")->excludes(folder);
  verb->callback([&invocation, job] {
    if (const auto answered = answer(invocation, *job); !answered) invocation.fail(answered.error());
  });
}

}  // namespace tributary::cli
