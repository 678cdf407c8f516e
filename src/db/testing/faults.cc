#include "db/testing/faults.h"

#include <sqlite3.h>

#include "base/check.h"

namespace tributary::db::testing {
namespace {

std::int64_t statements_left = 0;  // 0: no fault is to come
bool fault_happened = false;

bool is_the_one() {
  if (statements_left == 0 || --statements_left > 0) return false;
  fault_happened = true;
  return true;
}

int when_prepared(void*, int action, const char*, const char*, const char*, const char*) {
  const bool statement = action == SQLITE_SELECT || action == SQLITE_INSERT || action == SQLITE_UPDATE ||
                         action == SQLITE_DELETE || action == SQLITE_PRAGMA;
  return statement && is_the_one() ? SQLITE_DENY : SQLITE_OK;
}

int when_run(unsigned, void* connection, void*, void*) {
  if (is_the_one()) sqlite3_interrupt(static_cast<sqlite3*>(connection));
  return 0;
}

int watch(sqlite3* connection, const char**, const sqlite3_api_routines*) {
  sqlite3_set_authorizer(connection, when_prepared, nullptr);
  return sqlite3_trace_v2(connection, SQLITE_TRACE_STMT, when_run, connection);
}

}  // namespace

Fault::Fault(std::int64_t statement) {
  TRIBUTARY_CHECK(sqlite3_auto_extension(reinterpret_cast<void (*)()>(watch)) == SQLITE_OK);
  statements_left = statement;
  fault_happened = false;
}

Fault::~Fault() { statements_left = 0; }

bool Fault::happened() const { return fault_happened; }

std::int64_t with_every_fault(const std::function<void()>& prepare, const std::function<void()>& attempt,
                              const std::function<void(std::int64_t statement)>& check) {
  for (std::int64_t statement = 1;; ++statement) {
    prepare();
    {
      const Fault fault(statement);
      attempt();
      if (!fault.happened()) return statement - 1;
    }
    check(statement);
  }
}

}  // namespace tributary::db::testing
