#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <string>
#include <string_view>
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

void add_audit(CLI::App& app) {
  CLI::App* verb = app.add_subcommand("audit", "Open a generative model: which training recordings moved its output");
  verb->prefix_command()->fallthrough(false);  // the callback speaks, and not what its options seem to be here
  verb->callback([] { throw CLI::ValidationError("audit", "is the first word; its options stand behind it"); });
}

void become_audit_if_asked(int argc, char** argv, Invocation& invocation) {
  if (argc < 2 || std::string_view(argv[1]) != "audit") return;
  invocation.fail(become_audit({argv + 2, argv + argc}));
}

}  // namespace tributary::cli
