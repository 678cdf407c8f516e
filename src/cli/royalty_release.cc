#include <cstdint>
#include <utility>

#include <fmt/core.h>
#include <CLI/CLI.hpp>

#include "cli/invocation.h"
#include "cli/open_books.h"
#include "royalty/disputes.h"
#include "royalty/posting.h"

namespace tributary::cli {
namespace {

struct Done {
  std::int64_t lapsed = 0;
  std::int64_t released = 0;
};

Result<Done> release(const Invocation& invocation) {
  TRIBUTARY_ASSIGN(Books books, open_books(invocation));
  royalty::Disputes disputes(books.settlements, books.ledger, books.clock);
  Done done;
  TRIBUTARY_ASSIGN(done.lapsed, disputes.lapse());
  TRIBUTARY_ASSIGN(done.released, royalty::release(books.settlements, books.ledger, books.clock));
  return done;
}

void run(Invocation& invocation) {
  const auto done = release(invocation);
  if (!done) return invocation.fail(done.error());
  if (invocation.json)
    return invocation.print(fmt::format(R"({{"schema":"tributary.release/1","released":{},"disputes_lapsed":{}}})",
                                        done->released, done->lapsed));
  invocation.print(fmt::format("{} payment{} released, {} dispute{} lapsed.\n", done->released,
                               done->released == 1 ? "" : "s", done->lapsed, done->lapsed == 1 ? "" : "s"));
}

}  // namespace

void add_royalty_release(CLI::App& royalty, Invocation& invocation) {
  CLI::App* verb = royalty.add_subcommand("release", "Release payments whose hold has ended");
  verb->footer("What is disputed stays held. Disputes that nobody has decided in time are won by the party first.");
  verb->callback([&invocation] { run(invocation); });
}

}  // namespace tributary::cli
