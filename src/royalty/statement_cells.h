// The text of a statement's parts, as all of its formats write and read it.
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>

#include "tributary/result.h"
#include "tributary/statement.h"

namespace tributary::royalty {

// Of the statement as a whole, of a total, and of a line. A day of 0 and a right that is none are empty; amounts are
// decimals of the statement's currency.
inline constexpr std::array<std::string_view, 9> kStatementColumns{"settlement_id", "policy_name",  "policy_sha256",
                                                                   "lines_sha256",  "payee",        "party_id",
                                                                   "currency",      "period_start", "period_end"};
inline constexpr std::array<std::string_view, 2> kTotalColumns{"right", "amount"};
inline constexpr std::array<std::string_view, 18> kLineColumns{
    "right",        "amount",       "ground",  "track_id",    "territory", "service",
    "period_start", "period_end",   "uses",    "usage_lines", "usage_id",  "evidence_id",
    "tier",         "recording_id", "work_id", "share_ppm",   "right_ppm", "holding_ppm"};

using StatementCells = std::array<std::string, kStatementColumns.size()>;
using TotalCells = std::array<std::string, kTotalColumns.size()>;
using LineCells = std::array<std::string, kLineColumns.size()>;

StatementCells cells_of(const RoyaltyStatement& statement);
TotalCells cells_of(const StatementTotal& total, const Currency& currency);
LineCells cells_of(const Entitlement& line);

// A statement without totals and lines. kInvalidInput names the column.
Result<RoyaltyStatement> statement_of(const StatementCells& cells);
Result<StatementTotal> total_of(const TotalCells& cells, const StatementKey& key);
Result<Entitlement> line_of(const LineCells& cells, const StatementKey& key);

// "0.002" as an amount of the currency: at most nine decimals more than it has.
Result<FineAmount> parse_fine_amount(std::string_view decimal, const Currency& currency);

Result<Payee> payee_of(std::string_view name);
Result<std::optional<Right>> right_of(std::string_view name);

}  // namespace tributary::royalty
