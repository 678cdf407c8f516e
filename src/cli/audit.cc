#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <memory>
#include <string>
#include <system_error>
#include <vector>

#include <fmt/core.h>
#include <CLI/CLI.hpp>

#include "cli/invocation.h"

namespace tributary::cli {
namespace {

// The program of that name beside this one.
std::filesystem::path neighbour(const std::string& name) {
  std::error_code error;
  const std::filesystem::path self = std::filesystem::read_symlink("/proc/self/exe", error);
  return error ? std::filesystem::path(name) : self.parent_path() / name;
}

// Becomes tributary-audit; returns only where that fails.
Error become_audit(std::vector<std::string> arguments) {
  const std::string program = neighbour("tributary-audit").string();
  arguments.insert(arguments.begin(), "tributary audit");
  std::vector<char*> words;
  for (std::string& argument : arguments) words.push_back(argument.data());
  words.push_back(nullptr);
  ::execv(program.c_str(), words.data());
  return {ErrorCode::kNotFound,
          fmt::format("{}: cannot be started: {}. It is built where libtorch is.", program, std::strerror(errno))};
}

}  // namespace

void add_audit(CLI::App& app, Invocation& invocation) {
  CLI::App* verb = app.add_subcommand("audit", "Open a generative model: which training recordings moved its output");
  verb->footer("A program of its own, tributary-audit beside this one; `tributary audit --help` shows its verbs.");
  verb->prefix_command();
  verb->set_help_flag();
  verb->callback([&invocation, verb] {
    std::vector<std::string> arguments = verb->remaining();
    if (invocation.json) arguments.emplace_back("--json");
    if (invocation.quiet) arguments.emplace_back("--quiet");
    if (invocation.threads > 0) arguments.push_back(fmt::format("--threads={}", invocation.threads));
    invocation.fail(become_audit(std::move(arguments)));
  });
}

}  // namespace tributary::cli
