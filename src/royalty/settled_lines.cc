#include "royalty/settled_lines.h"

#include <algorithm>
#include <utility>

#include <fmt/core.h>

#include "db/statement.h"
#include "db/transaction.h"

namespace tributary::royalty {
Result<LinesOfOthers> LinesOfOthers::read(db::Connection& connection, LineRange between,
                                          const std::string& settlement_id) {
  TRIBUTARY_ASSIGN(auto rows, connection.prepare("SELECT first, last, settlement_id FROM settled WHERE first <= ? AND "
                                                 "last >= ? AND settlement_id <> ? ORDER BY first, settlement_id"));
  rows.bind(between.last, between.first, settlement_id);
  LinesOfOthers others;
  while (true) {
    TRIBUTARY_ASSIGN(const bool more, rows.next());
    if (!more) return others;
    others.settled_.push_back({{rows.int64(0), rows.int64(1)}, rows.text(2)});
  }
}

const std::string* LinesOfOthers::settlement_of(LineRange lines) {
  for (; next_ < settled_.size() && settled_[next_].lines.first <= lines.last; ++next_)
    if (longest_ == nullptr || settled_[next_].lines.last > longest_->lines.last) longest_ = &settled_[next_];
  return longest_ != nullptr && lines.first <= longest_->lines.last ? &longest_->settlement_id : nullptr;
}

Result<std::vector<LineRange>> lines_of(db::Connection& connection, const std::string& settlement_id) {
  TRIBUTARY_ASSIGN(auto rows,
                   connection.prepare("SELECT first, last FROM settled WHERE settlement_id = ? ORDER BY first"));
  rows.bind(settlement_id);
  std::vector<LineRange> ranges;
  while (true) {
    TRIBUTARY_ASSIGN(const bool more, rows.next());
    if (!more) return ranges;
    ranges.push_back({rows.int64(0), rows.int64(1)});
  }
}

bool holds(const std::vector<LineRange>& ranges, std::int64_t line_id) {
  const auto after = std::upper_bound(ranges.begin(), ranges.end(), line_id,
                                      [](std::int64_t id, const LineRange& range) { return id < range.first; });
  return after != ranges.begin() && line_id <= std::prev(after)->last;
}

void extend(std::vector<LineRange>& ranges, std::int64_t line_id) {
  if (!ranges.empty() && ranges.back().last + 1 == line_id)
    ranges.back().last = line_id;
  else
    ranges.push_back({line_id, line_id});
}

Result<void> mark_settled(db::Connection& connection, const std::string& settlement_id, std::vector<LineRange> ranges,
                          bool again) {
  std::sort(ranges.begin(), ranges.end());
  TRIBUTARY_ASSIGN(db::Transaction transaction, db::Transaction::begin(connection));
  if (!again && !ranges.empty()) {
    TRIBUTARY_ASSIGN(LinesOfOthers others,
                     LinesOfOthers::read(connection, {ranges.front().first, ranges.back().last}, settlement_id));
    for (const LineRange& range : ranges)
      if (const std::string* other = others.settlement_of(range))
        return Error{ErrorCode::kConflict,
                     fmt::format("settlement {}: the settlement {} has taken some of its usage lines meanwhile",
                                 settlement_id, *other)};
  }
  TRIBUTARY_TRY(forget_settled(connection, settlement_id));
  TRIBUTARY_ASSIGN(auto insert, connection.prepare("INSERT INTO settled VALUES (?, ?, ?)"));
  for (const LineRange& range : ranges) TRIBUTARY_TRY(insert.bind(settlement_id, range.first, range.last).run());
  return transaction.commit();
}

Result<void> forget_settled(db::Connection& connection, const std::string& settlement_id) {
  TRIBUTARY_ASSIGN(auto forget, connection.prepare("DELETE FROM settled WHERE settlement_id = ?"));
  return forget.bind(settlement_id).run();
}

}  // namespace tributary::royalty
