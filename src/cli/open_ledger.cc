#include "cli/open_ledger.h"

#include <filesystem>

#include "pipeline/layout.h"

namespace tributary::cli {

Result<ledger::Ledger> open_ledger(const Invocation& invocation) {
  const std::filesystem::path file = pipeline::Layout(invocation.workspace).ledger_file();
  std::error_code failure;
  if (!std::filesystem::exists(file, failure))
    return Error{ErrorCode::kNotFound, invocation.workspace + ": holds no ledger: nothing was posted yet"};
  return ledger::Ledger::open(file, db::Connection::Mode::kExisting, base::system_clock());
}

}  // namespace tributary::cli
