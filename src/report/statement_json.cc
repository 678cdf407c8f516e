#include "report/statement_json.h"

#include <array>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "royalty/statement_cells.h"

namespace tributary::report {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kSchema = "tributary.statement/1";

bool is_number(std::string_view column) {
  return column == "uses" || column == "usage_lines" || column.ends_with("_ppm");
}

// Amounts stay text: no reader's floating point rounds them.
template <typename Columns, typename Cells>
Json object_of(const Columns& columns, const Cells& cells) {
  Json object = Json::object();
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (is_number(columns[i]))
      object[std::string(columns[i])] = std::stoll(cells[i]);
    else
      object[std::string(columns[i])] = cells[i];
  }
  return object;
}

template <typename Cells, typename Columns>
Result<Cells> cells_in(const Json& object, const Columns& columns) {
  Cells cells;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const std::string column(columns[i]);
    const auto found = object.is_object() ? object.find(column) : object.end();
    if (found != object.end() && is_number(column) && found->is_number_integer())
      cells[i] = fmt::format("{}", found->template get<std::int64_t>());
    else if (found != object.end() && !is_number(column) && found->is_string())
      cells[i] = found->template get<std::string>();
    else
      return Error{ErrorCode::kInvalidInput, fmt::format("has no {}", column)};
  }
  return cells;
}

std::string one_line(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

Result<RoyaltyStatement> statement_in(const Json& json) {
  if (!json.is_object() || !json.contains("schema") || json["schema"] != kSchema)
    return Error{ErrorCode::kInvalidInput, fmt::format("is no object of the schema {}", kSchema)};
  TRIBUTARY_ASSIGN(const auto cells, cells_in<royalty::StatementCells>(json, royalty::kStatementColumns));
  TRIBUTARY_ASSIGN(RoyaltyStatement statement, royalty::statement_of(cells));
  for (const char* list : {"totals", "lines"})
    if (!json.contains(list) || !json[list].is_array())
      return Error{ErrorCode::kInvalidInput, fmt::format("has no list of {}", list)};
  for (const Json& total : json["totals"]) {
    TRIBUTARY_ASSIGN(const auto total_cells, cells_in<royalty::TotalCells>(total, royalty::kTotalColumns));
    TRIBUTARY_ASSIGN(const StatementTotal parsed, royalty::total_of(total_cells, statement.key));
    statement.totals.push_back(parsed);
  }
  for (const Json& line : json["lines"]) {
    TRIBUTARY_ASSIGN(const auto line_cells, cells_in<royalty::LineCells>(line, royalty::kLineColumns));
    TRIBUTARY_ASSIGN(Entitlement parsed, royalty::line_of(line_cells, statement.key));
    statement.lines.push_back(std::move(parsed));
  }
  return statement;
}

}  // namespace

std::string to_json_line(const RoyaltyStatement& statement) {
  Json json{{"schema", kSchema}};
  json.update(object_of(royalty::kStatementColumns, royalty::cells_of(statement)));
  json["totals"] = Json::array();
  for (const StatementTotal& total : statement.totals)
    json["totals"].push_back(object_of(royalty::kTotalColumns, royalty::cells_of(total, statement.key.currency)));
  json["lines"] = Json::array();
  for (const Entitlement& line : statement.lines)
    json["lines"].push_back(object_of(royalty::kLineColumns, royalty::cells_of(line)));
  return one_line(json);
}

Result<RoyaltyStatement> parse_statement_json(std::string_view text, std::string_view name) {
  const Json json = Json::parse(text, nullptr, false);
  if (json.is_discarded()) return Error{ErrorCode::kInvalidInput, fmt::format("{}: is no JSON", name)};
  auto statement = statement_in(json);
  if (!statement) return in_context(statement.error(), std::string(name));
  return statement;
}

std::string to_json_line(const StatementSummary& summary) {
  const StatementKey& key = summary.key;
  return one_line(Json{{"schema", "tributary.statement-summary/1"},
                       {"settlement_id", key.settlement_id},
                       {"payee", name_of(key.payee)},
                       {"party_id", key.party_id},
                       {"currency", key.currency.code()},
                       {"amount_minor", summary.amount_minor},
                       {"lines", summary.lines}});
}

}  // namespace tributary::report
