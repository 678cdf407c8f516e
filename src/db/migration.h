// Brings a database file to the schema this build knows.
#pragma once

#include <cstdint>
#include <span>

#include "db/connection.h"
#include "tributary/result.h"

namespace tributary::db {

struct Schema {
  const char *name;                    // what the file is, for people: "Tributary catalog"
  std::int32_t application_id;         // marks the file as ours; not 0
  std::span<const char *const> steps;  // SQL; step i brings version i to version i + 1
};

// Applies the missing steps, all in one transaction, and turns on the write-ahead log, which lets others
// read while one process writes. kUnsupported where the file is newer than this build or belongs to
// another program; the file is then unchanged.
Result<void> migrate(Connection &connection, const Schema &schema);

}  // namespace tributary::db
