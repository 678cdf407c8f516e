#include "cli/open_books.h"

#include <filesystem>
#include <utility>

#include "pipeline/layout.h"

namespace tributary::cli {

Result<Books> open_or_create_books(const Invocation& invocation) {
  const pipeline::Layout layout(invocation.workspace);
  std::error_code failure;
  std::filesystem::create_directories(layout.root(), failure);
  if (failure) return Error{ErrorCode::kIo, invocation.workspace + ": cannot create the folder: " + failure.message()};
  const base::Clock clock = base::system_clock();
  constexpr auto kCreate = db::Connection::Mode::kCreate;
  TRIBUTARY_ASSIGN(ledger::Ledger ledger, ledger::Ledger::open(layout.ledger_file(), kCreate, clock));
  TRIBUTARY_ASSIGN(royalty::Register settlements, royalty::Register::open(layout.settlements_file(), kCreate));
  return Books{std::move(ledger), std::move(settlements), clock};
}

Result<Books> open_books(const Invocation& invocation) {
  std::error_code failure;
  if (std::filesystem::exists(pipeline::Layout(invocation.workspace).settlements_file(), failure))
    return open_or_create_books(invocation);
  return Error{ErrorCode::kNotFound, invocation.workspace + ": holds no settlements: nothing was settled yet"};
}

}  // namespace tributary::cli
