// tributary audit: becomes the program beside it, and says what is wrong with what it is given.
#include <fstream>

#include "tests/program/workspace_fixture.h"

namespace tributary::testing {
namespace {

using ::testing::HasSubstr;

class AuditVerb : public WorkspaceFixture {};

TEST_F(AuditVerb, HasToBeTheFirstWord) {
  const Outcome outcome = run_program({"-w", workspace().string(), "audit", "attribute", "x.wav", "--model", "y.pt"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("audit: is the first word"));
}

TEST_F(AuditVerb, NamesTheFileThatIsNoModel) {
  std::ofstream(folder_ / "model.pt") << "no model";
  const Outcome outcome = run_program({"audit", "store", "--model", (folder_ / "model.pt").string(), "--segments",
                                       (folder_ / "none.tensors").string(), (folder_ / "store").string()});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, ::testing::AnyOf(HasSubstr("model.pt"), HasSubstr("none.tensors")));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "store"));
}

}  // namespace
}  // namespace tributary::testing
