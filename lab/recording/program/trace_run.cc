#include "lab/recording/program/trace_run.h"

#include <mutex>
#include <optional>

#include "base/parallel.h"
#include "lab/recording/program/usage.h"
#include "report/trace_json.h"
#include "tributary/version.h"
#include "tributary/workspace.h"

namespace tributary::lab {
namespace {

struct Outcome {
  QueryAnswer answer;
  std::string json_line;
  std::optional<std::string> failure;
};

Outcome trace_query(Workspace& workspace, const Query& query) {
  Outcome outcome;
  const double cpu_before_s = thread_cpu_s();
  const auto answer = workspace.trace(query.path, {1, nullptr});
  outcome.answer.cpu_s = thread_cpu_s() - cpu_before_s;
  if (!answer) {
    outcome.failure = answer.error().message;
    outcome.json_line = report::to_json_line(report::Refusal{query.path, answer.error().message});
    return outcome;
  }
  for (const RecordingShare& share : answer->shares) outcome.answer.found.emplace_back(share.path);
  outcome.json_line = report::to_json_line(*answer, {kEngineVersion});
  return outcome;
}

}  // namespace

Result<TraceRun> trace_queries(const std::filesystem::path& workspace, const std::vector<Query>& queries,
                               std::size_t jobs, const TraceProgress& progress) {
  std::vector<Workspace> opened;  // one for each job: a workspace serves one thread at a time
  for (std::size_t i = 0; i < jobs; ++i) {
    TRIBUTARY_ASSIGN(Workspace one, Workspace::open(workspace));
    opened.push_back(std::move(one));
  }
  std::vector<Outcome> outcomes(queries.size());
  std::mutex mutex;
  std::size_t next = 0;
  base::parallel_for(jobs, jobs, [&](std::size_t job) {
    for (;;) {
      std::unique_lock lock(mutex);
      if (next == queries.size()) return;
      const std::size_t i = next++;
      progress(next, queries.size());
      lock.unlock();
      outcomes[i] = trace_query(opened[job], queries[i]);
    }
  });
  TraceRun run;
  for (std::size_t i = 0; i < queries.size(); ++i) {
    run.scores.add(queries[i], outcomes[i].answer);
    run.cpu_s += outcomes[i].answer.cpu_s;
    run.json_lines.push_back(std::move(outcomes[i].json_line));
    if (outcomes[i].failure) run.failures.push_back(*std::move(outcomes[i].failure));
  }
  return run;
}

}  // namespace tributary::lab
