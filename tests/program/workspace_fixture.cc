#include "tests/program/workspace_fixture.h"

#include <cstdlib>
#include <sstream>

namespace tributary::testing {

namespace fs = std::filesystem;

WorkspaceFixture::WorkspaceFixture() {
  std::string pattern = (fs::temp_directory_path() / "tributary-program-XXXXXX").string();
  folder_ = ::mkdtemp(pattern.data());
}

WorkspaceFixture::~WorkspaceFixture() { fs::remove_all(folder_); }

std::vector<std::string> WorkspaceFixture::catalog_arguments(const std::vector<std::string>& arguments) const {
  std::vector<std::string> words{"-w", workspace().string(), "--quiet", "catalog"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  return words;
}

Outcome WorkspaceFixture::catalog(const std::vector<std::string>& arguments) const {
  return run_program(catalog_arguments(arguments));
}

Outcome WorkspaceFixture::trace(const std::vector<std::string>& arguments) const {
  std::vector<std::string> words{"-w", workspace().string(), "--quiet", "trace"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  return run_program(words);
}

nlohmann::json WorkspaceFixture::catalog_json(const std::vector<std::string>& arguments, int exit_code) const {
  std::vector<std::string> words = arguments;
  words.emplace_back("--json");
  const Outcome outcome = catalog(words);
  EXPECT_EQ(outcome.exit_code, exit_code) << outcome.err;
  auto json = nlohmann::json::parse(outcome.out, nullptr, false);
  EXPECT_FALSE(json.is_discarded()) << outcome.out;
  return json;
}

std::vector<nlohmann::json> WorkspaceFixture::list() const {
  const Outcome outcome = catalog({"list", "--json"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  return json_lines(outcome.out);
}

fs::path WorkspaceFixture::stored_file(const std::string& extension) const {
  std::vector<fs::path> found;
  for (const auto& entry : fs::recursive_directory_iterator(workspace()))
    if (entry.path().extension() == extension) found.push_back(entry.path());
  EXPECT_EQ(found.size(), 1U) << extension;
  return found.empty() ? fs::path() : found.front();
}

std::vector<nlohmann::json> json_lines(const std::string& text) {
  std::vector<nlohmann::json> objects;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) objects.push_back(nlohmann::json::parse(line));
  return objects;
}

std::string reasons(const nlohmann::json& findings) {
  std::string text;
  for (const auto& finding : findings) text += finding.at("reason").get<std::string>() + "\n";
  return text;
}

}  // namespace tributary::testing
