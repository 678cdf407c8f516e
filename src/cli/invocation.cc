#include "cli/invocation.h"

#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <iostream>

#include <fmt/core.h>

#include "report/display_text.h"

namespace tributary::cli {
namespace {

void print_error(const Error& error) { fmt::print(stderr, "tributary: {}\n", report::printable(error.message)); }

}  // namespace

report::Terminal Invocation::terminal() const { return report::terminal_of(STDOUT_FILENO); }

std::unique_ptr<base::ProgressMeter> Invocation::progress() const {
  if (quiet) return nullptr;
  const auto style =
      ::isatty(STDERR_FILENO) != 0 ? base::ProgressMeter::Style::kBar : base::ProgressMeter::Style::kLines;
  return std::make_unique<base::ProgressMeter>(std::cerr, style, [] {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
  });
}

void Invocation::print(std::string_view text) {
  const bool written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size() &&
                       (text.ends_with('\n') || std::fputc('\n', stdout) != EOF) && std::fflush(stdout) == 0;
  if (!written && exit_code != kFailed) fail(Error{ErrorCode::kIo, "cannot write to the standard output"});
}

void Invocation::fail(const Error& error) {
  print_error(error);
  exit_code = kFailed;
}

void Invocation::refuse(const Error& error) {
  print_error(error);
  if (exit_code == kDone) exit_code = kSomeRefused;
}

}  // namespace tributary::cli
