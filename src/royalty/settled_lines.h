// Which lines of the imported usage are in which settlement, so that no line is paid twice unnoticed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "db/connection.h"
#include "tributary/result.h"

namespace tributary::royalty {

// Numbers of usage lines in usage.db that follow each other.
struct LineRange {
  std::int64_t first = 0;
  std::int64_t last = 0;

  auto operator<=>(const LineRange&) const = default;
};

// What a settlement takes of the usage.
struct TakenLines {
  std::vector<LineRange> ranges;     // in no order
  std::int64_t left_out = 0;         // lines of its period that other settlements have
  std::set<std::string> settled_by;  // those settlements
};

// The lines between two numbers that settlements other than one have; asked in rising order.
class LinesOfOthers {
 public:
  static Result<LinesOfOthers> read(db::Connection& connection, LineRange between, const std::string& settlement_id);

  // A settlement that has some of the lines; null where none has.
  const std::string* settlement_of(LineRange lines);

 private:
  struct Settled {
    LineRange lines;
    std::string settlement_id;
  };
  std::vector<Settled> settled_;  // by the first line
  std::size_t next_ = 0;
  const Settled* longest_ = nullptr;  // of those before next_, that which reaches furthest
};

// The lines that a settlement has, in rising order.
Result<std::vector<LineRange>> lines_of(db::Connection& connection, const std::string& settlement_id);

// Whether ranges that rise and do not meet hold a line.
bool holds(const std::vector<LineRange>& ranges, std::int64_t line_id);

// Adds a line to ranges that rise.
void extend(std::vector<LineRange>& ranges, std::int64_t line_id);

// Notes what a settlement takes, before it is posted, in place of what an attempt that came to nothing has left.
// kConflict where another one has taken some of it meanwhile, unless `again`.
Result<void> mark_settled(db::Connection& connection, const std::string& settlement_id, std::vector<LineRange> ranges,
                          bool again);

// Forgets what a settlement took that came to nothing.
Result<void> forget_settled(db::Connection& connection, const std::string& settlement_id);

}  // namespace tributary::royalty
