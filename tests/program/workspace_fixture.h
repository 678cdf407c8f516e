// A test with a folder of its own, and the program working on a workspace in it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/program/program.h"

namespace tributary::testing {

class WorkspaceFixture : public ::testing::Test {
 protected:
  WorkspaceFixture();
  ~WorkspaceFixture() override;

  std::filesystem::path music() const { return folder_ / "music"; }
  std::filesystem::path workspace() const { return folder_ / "workspace"; }

  // `tributary -w workspace --quiet catalog ARGUMENTS`
  std::vector<std::string> catalog_arguments(const std::vector<std::string>& arguments) const;
  Outcome catalog(const std::vector<std::string>& arguments) const;

  // The same with --json; the one object it prints, after it exited with `exit_code`.
  nlohmann::json catalog_json(const std::vector<std::string>& arguments, int exit_code = 0) const;

  // `tributary -w workspace --quiet trace ARGUMENTS`
  Outcome trace(const std::vector<std::string>& arguments) const;

  // What `catalog list --json` prints, an object a recording.
  std::vector<nlohmann::json> list() const;

  // The only file with this extension below the workspace.
  std::filesystem::path stored_file(const std::string& extension) const;

  std::filesystem::path folder_;
};

// Program output that is one JSON object a line.
std::vector<nlohmann::json> json_lines(const std::string& text);

// The reasons of a list of findings, one a line.
std::string reasons(const nlohmann::json& findings);

}  // namespace tributary::testing
