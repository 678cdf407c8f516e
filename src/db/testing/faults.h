// For tests: makes one SQLite statement of the process fail, whichever connection it belongs to.
#pragma once

#include <cstdint>
#include <functional>

namespace tributary::db::testing {

// From its construction on counts the statements that are prepared and run, and lets the one with that number fail, as
// a full disk or a damaged page might. One at a time, in tests of one thread; connections that were opened before the
// first one are not watched.
class Fault {
 public:
  explicit Fault(std::int64_t statement);
  Fault(const Fault&) = delete;
  Fault& operator=(const Fault&) = delete;
  ~Fault();

  bool happened() const;
};

// Calls `attempt` with a fault at the first, second, third statement and so on, until none happens any more; says how
// many happened. Every call begins with `prepare`, which no fault touches.
std::int64_t with_every_fault(const std::function<void()>& prepare, const std::function<void()>& attempt,
                              const std::function<void(std::int64_t statement)>& check);

}  // namespace tributary::db::testing
