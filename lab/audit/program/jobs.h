// The jobs of lab_audit.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "tributary/result.h"

namespace CLI {
class App;
}

namespace tributary::lab {

using AuditJob = std::function<Result<void>()>;

// Each adds its subcommand; the job runs it once the command line is read.
AuditJob declare_audit_gate(CLI::App& app);
AuditJob declare_audit_evaluate(CLI::App& app);

struct NamedAuditJob {
  std::string name;
  AuditJob run;
};
std::vector<NamedAuditJob> declare_audit_shares(CLI::App& app);
std::vector<NamedAuditJob> declare_audit_removals(CLI::App& app);

}  // namespace tributary::lab
