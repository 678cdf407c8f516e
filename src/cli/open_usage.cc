#include "cli/open_usage.h"

#include <filesystem>

#include "pipeline/layout.h"

namespace tributary::cli {

Result<royalty::UsageStore> open_usage(const Invocation& invocation) {
  const std::filesystem::path file = pipeline::Layout(invocation.workspace).usage_file();
  std::error_code failure;
  if (!std::filesystem::exists(file, failure))
    return Error{ErrorCode::kNotFound, invocation.workspace + ": holds no usage: no report was imported yet"};
  return royalty::UsageStore::open(file, db::Connection::Mode::kExisting, base::system_clock());
}

Result<royalty::UsageStore> open_or_create_usage(const Invocation& invocation) {
  std::error_code failure;
  std::filesystem::create_directories(invocation.workspace, failure);
  if (failure) return Error{ErrorCode::kIo, invocation.workspace + ": cannot create the folder: " + failure.message()};
  return royalty::UsageStore::open(pipeline::Layout(invocation.workspace).usage_file(), db::Connection::Mode::kCreate,
                                   base::system_clock());
}

}  // namespace tributary::cli
