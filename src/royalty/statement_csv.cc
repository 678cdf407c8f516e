#include "royalty/statement_csv.h"

#include <optional>
#include <span>
#include <vector>

#include <fmt/core.h>

#include "royalty/csv_cell.h"
#include "royalty/statement_cells.h"

namespace tributary::royalty {
namespace {

// The first cell of a row says which columns follow; each kind has its own row of names first.
constexpr std::string_view kStatement = "statement";
constexpr std::string_view kTotal = "total";
constexpr std::string_view kLine = "line";

template <typename Cells>
std::string row(std::string_view kind, const Cells& cells) {
  std::string text(kind);
  for (const auto& cell : cells) text += "," + csv_cell(cell);
  return text + "\n";
}

using Row = std::vector<std::string>;

Result<Row> take_row(std::string_view& rest) {
  Row row;
  while (true) {
    std::string unquoted;
    std::string_view cell;
    if (const auto reason = take_csv_cell(rest, unquoted, cell); !reason.empty())
      return Error{ErrorCode::kInvalidInput, std::string(reason)};
    row.emplace_back(cell);
    const bool more = rest.starts_with(',');
    if (!rest.empty()) rest.remove_prefix(1);
    if (!more) return row;
  }
}

// Whether the row is the names of these columns.
template <typename Columns>
bool names(const Row& row, const Columns& columns) {
  return std::equal(row.begin() + 1, row.end(), columns.begin(), columns.end());
}

template <typename Cells>
Result<Cells> cells_in(const Row& row) {
  Cells cells;
  if (row.size() != cells.size() + 1)
    return Error{ErrorCode::kInvalidInput,
                 fmt::format("has {} cells, and a row of \"{}\" takes {}", row.size(), row[0], cells.size() + 1)};
  std::copy(row.begin() + 1, row.end(), cells.begin());
  return cells;
}

Result<void> take(const Row& row, std::optional<RoyaltyStatement>& statement) {
  if (names(row, kStatementColumns) || names(row, kTotalColumns) || names(row, kLineColumns)) return {};
  if (row[0] == kStatement && !statement) {
    TRIBUTARY_ASSIGN(const auto cells, cells_in<StatementCells>(row));
    TRIBUTARY_ASSIGN(statement, statement_of(cells));
    return {};
  }
  if (!statement) return Error{ErrorCode::kInvalidInput, "comes before the row of the statement"};
  if (row[0] == kTotal) {
    TRIBUTARY_ASSIGN(const auto cells, cells_in<TotalCells>(row));
    TRIBUTARY_ASSIGN(const StatementTotal total, total_of(cells, statement->key));
    statement->totals.push_back(total);
    return {};
  }
  if (row[0] != kLine) return Error{ErrorCode::kInvalidInput, fmt::format("is no row of a statement: \"{}\"", row[0])};
  TRIBUTARY_ASSIGN(const auto cells, cells_in<LineCells>(row));
  TRIBUTARY_ASSIGN(Entitlement line, line_of(cells, statement->key));
  statement->lines.push_back(std::move(line));
  return {};
}

}  // namespace

std::string to_csv(const RoyaltyStatement& statement) {
  std::string text = row(kStatement, kStatementColumns) + row(kStatement, cells_of(statement));
  text += row(kTotal, kTotalColumns);
  for (const StatementTotal& total : statement.totals) text += row(kTotal, cells_of(total, statement.key.currency));
  text += row(kLine, kLineColumns);
  for (const Entitlement& line : statement.lines) text += row(kLine, cells_of(line));
  return text;
}

Result<RoyaltyStatement> parse_statement_csv(std::string_view text, std::string_view name) {
  std::optional<RoyaltyStatement> statement;
  std::int64_t number = 0;
  while (!text.empty()) {
    ++number;
    const auto place = fmt::format("{}: row {}", name, number);
    auto row = take_row(text);
    if (!row) return in_context(row.error(), place);
    if (row->size() == 1 && row->front().empty()) continue;
    if (const auto taken = take(*row, statement); !taken) return in_context(taken.error(), place);
  }
  if (!statement) return Error{ErrorCode::kInvalidInput, fmt::format("{}: holds no statement", name)};
  return std::move(*statement);
}

}  // namespace tributary::royalty
