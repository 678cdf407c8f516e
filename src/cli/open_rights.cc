#include "cli/open_rights.h"

#include <filesystem>
#include <system_error>

#include "pipeline/layout.h"
#include "pipeline/rights_aliases.h"

namespace tributary::cli {

Result<rights::Registry> open_rights(const Invocation& invocation, db::Connection::Mode mode) {
  const pipeline::Layout layout(invocation.workspace);
  std::error_code failure;
  if (mode == db::Connection::Mode::kCreate) {
    std::filesystem::create_directories(layout.root(), failure);
    if (failure) return Error{ErrorCode::kIo, invocation.workspace + ": " + failure.message()};
  } else if (!std::filesystem::exists(layout.rights_file(), failure)) {
    return Error{ErrorCode::kNotFound, invocation.workspace + ": holds no rights: none were imported yet"};
  }
  TRIBUTARY_ASSIGN(rights::AssetAliases aliases, pipeline::rights_aliases(layout));
  return rights::Registry::open(layout.rights_file(), mode, std::move(aliases));
}

}  // namespace tributary::cli
