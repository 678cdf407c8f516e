// A sink for tests that remembers what it was given.
#pragma once

#include <string>
#include <vector>

#include <fmt/format.h>

#include "rights/statement.h"

namespace tributary::rights {

struct RecordingSink : StatementSink {
  Result<void> take(const Statement& statement) override {
    if (fails) return Error{ErrorCode::kIo, "the disk is full"};
    statements.push_back(statement);
    return {};
  }
  void refuse(std::int64_t line, const std::string& reason) override {
    refusals += fmt::format("{} {}\n", line, reason);
  }
  void ignore(std::int64_t line, const std::string& what) override { ignored += fmt::format("{} {}\n", line, what); }

  bool fails = false;
  std::vector<Statement> statements;
  std::string refusals;
  std::string ignored;
};

}  // namespace tributary::rights
