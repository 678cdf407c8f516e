#include "royalty/statement_dsr.h"

#include <map>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "royalty/dsr_record.h"
#include "royalty/statement_cells.h"

namespace tributary::royalty {
namespace {

constexpr std::string_view kStatement = "#TRIBUTARY-STATEMENT";
constexpr std::string_view kTotal = "#TRIBUTARY-TOTAL";
constexpr std::string_view kLine = "#TRIBUTARY-LINE";

// Builds the file record by record and counts what the FOOT record states.
class DsrText {
 public:
  void add(std::string_view type, std::initializer_list<std::string_view> cells) { add_cells(type, cells); }

  template <typename Cells>
  void add_cells(std::string_view type, const Cells& cells) {
    text_ += type;
    for (const std::string_view cell : cells) {
      breaks_ = breaks_ || cell.find_first_of("\n\r") != std::string_view::npos;
      text_ += '\t';
      text_ += escape_cell(cell);
    }
    text_ += '\n';
    ++lines_;
  }

  std::int64_t lines() const { return lines_; }
  bool holds_line_break() const { return breaks_; }
  std::string take() { return std::move(text_); }

 private:
  std::string text_;
  std::int64_t lines_ = 0;
  bool breaks_ = false;
};

// The sales context of a line: what an SY07 record sums up.
using Context = std::pair<std::string, std::pair<std::string, std::string>>;  // territory, service, right

std::string rights_type(const std::optional<Right>& right) {
  if (!right) return {};
  return *right == Right::kMaster ? "MakeAvailableRight" : "MechanicalRight";
}

Context context_of(const Entitlement& line) { return {line.territory, {line.service, rights_type(line.right)}}; }

struct Sum {
  std::string id;
  std::int64_t minor = 0;
  std::int64_t billionths = 0;
};

// The exact sum, its billionths carried: never too large, as all lines together are money that came in.
FineAmount exact_sum(const Sum& sum) {
  constexpr std::int64_t kUnit = 1'000'000'000;
  FineAmount amount{sum.minor + sum.billionths / kUnit, static_cast<std::int32_t>(sum.billionths % kUnit)};
  if (amount.minor > 0 && amount.billionths < 0)
    amount = {amount.minor - 1, static_cast<std::int32_t>(amount.billionths + kUnit)};
  if (amount.minor < 0 && amount.billionths > 0)
    amount = {amount.minor + 1, static_cast<std::int32_t>(amount.billionths - kUnit)};
  return amount;
}

std::map<Context, Sum> sums_of(const RoyaltyStatement& statement) {
  std::map<Context, Sum> sums;
  for (const Entitlement& line : statement.lines) {
    Sum& sum = sums[context_of(line)];
    sum.minor += line.amount.minor;
    sum.billionths += line.amount.billionths;
    sum.minor += sum.billionths / 1'000'000'000;
    sum.billionths %= 1'000'000'000;
  }
  int number = 0;
  for (auto& [context, sum] : sums) sum.id = fmt::format("S{}", ++number);
  return sums;
}

std::string decimal(const FineAmount& amount, const Currency& currency) {
  std::string text = to_string(amount, currency);
  text.resize(text.rfind(' '));
  return text;
}

std::string controller(const StatementKey& key) {
  return key.payee == Payee::kParty ? key.party_id : std::string(name_of(key.payee));
}

std::string percent(Ppm share) { return fmt::format("{}.{:04}", share / 10'000, share % 10'000); }

void add_block(DsrText& text, const RoyaltyStatement& statement, std::size_t number, const Sum& sum) {
  const Entitlement& line = statement.lines[number - 1];
  const std::string block = fmt::format("{}", number);
  const std::string amount = decimal(line.amount, line.currency);
  const LineCells cells = cells_of(line);
  text.add("AS01", {block, "1", line.recording_id, "", line.work_id, "", "", "", "", "SoundRecording"});
  text.add("SU03.01", {block, block, sum.id, line.track_id, cells[8], amount, cells[6], cells[7]});
  text.add("LI01.01", {block, sum.id, controller(statement.key), "", line.work_id, percent(line.holding_ppm),
                       rights_type(line.right), amount, amount});
  text.add_cells(kLine, cells);
}

}  // namespace

Result<std::string> to_dsr(const RoyaltyStatement& statement) {
  const std::map<Context, Sum> sums = sums_of(statement);
  const StatementCells cells = cells_of(statement);
  DsrText text;
  text.add("HEAD", {"dsrf/30", "RoyaltyReportingProfile", "1.0.1",
                    fmt::format("{}-{}-{}", cells[0], controller(statement.key), cells[6]), "", "1", "1", cells[7],
                    cells[8], "", "", "", "", controller(statement.key), ""});
  text.add_cells(kStatement, cells);
  for (const StatementTotal& total : statement.totals) text.add_cells(kTotal, cells_of(total, statement.key.currency));
  for (const auto& [context, sum] : sums) {
    const std::string amount = decimal(exact_sum(sum), statement.key.currency);
    text.add("SY07", {sum.id, "", "", "", "", context.first, context.second.second, context.second.first, "", "",
                      cells[6], "", controller(statement.key), "", "", amount, amount});
  }
  for (std::size_t i = 1; i <= statement.lines.size(); ++i)
    add_block(text, statement, i, sums.at(context_of(statement.lines[i - 1])));
  const std::string lines = fmt::format("{}", text.lines() + 1);
  const std::string blocks = fmt::format("{}", statement.lines.size());
  text.add("FOOT", {lines, lines, fmt::format("{}", sums.size()), blocks, blocks});
  if (text.holds_line_break())
    return Error{ErrorCode::kInvalidInput,
                 fmt::format("the statement of {} cannot be written as DSR: a text in it holds a line break",
                             controller(statement.key))};
  return text.take();
}

namespace {

template <typename Cells>
Result<Cells> cells_in(const DsrRecord& record) {
  Cells cells;
  for (std::size_t i = 0; i < cells.size(); ++i)
    if (const auto reason = unescape_cell(record.cell(i + 2), cells[i]); !reason.empty())
      return Error{ErrorCode::kInvalidInput, std::string(reason)};
  return cells;
}

Result<void> take(const DsrRecord& record, std::optional<RoyaltyStatement>& statement) {
  if (record.cell(1) == kStatement && !statement) {
    TRIBUTARY_ASSIGN(const auto cells, cells_in<StatementCells>(record));
    TRIBUTARY_ASSIGN(statement, statement_of(cells));
    return {};
  }
  if (record.cell(1) != kTotal && record.cell(1) != kLine) return {};
  if (!statement) return Error{ErrorCode::kInvalidInput, "comes before the record of the statement"};
  if (record.cell(1) == kTotal) {
    TRIBUTARY_ASSIGN(const auto cells, cells_in<TotalCells>(record));
    TRIBUTARY_ASSIGN(const StatementTotal total, total_of(cells, statement->key));
    statement->totals.push_back(total);
    return {};
  }
  TRIBUTARY_ASSIGN(const auto cells, cells_in<LineCells>(record));
  TRIBUTARY_ASSIGN(Entitlement line, line_of(cells, statement->key));
  statement->lines.push_back(std::move(line));
  return {};
}

}  // namespace

Result<RoyaltyStatement> parse_statement_dsr(std::string_view text, std::string_view name) {
  std::optional<RoyaltyStatement> statement;
  std::int64_t number = 0;
  for (std::string_view rest = text; !rest.empty();) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    DsrRecord record;
    (void)record.split(rest.substr(0, end));  // comments have no record type
    ++number;
    if (const auto taken = take(record, statement); !taken)
      return in_context(taken.error(), fmt::format("{}:{}", name, number));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  if (!statement) return Error{ErrorCode::kInvalidInput, fmt::format("{}: holds no statement", name)};
  TRIBUTARY_ASSIGN(const std::string written, to_dsr(*statement));
  if (written != text)
    return Error{ErrorCode::kCorrupt,
                 fmt::format("{}: was changed: its records do not say what its comments say", name)};
  return std::move(*statement);
}

}  // namespace tributary::royalty
