#include "lab/recording/program/trace_run.h"

#include <mutex>
#include <optional>

#include "base/parallel.h"
#include "lab/recording/program/usage.h"
#include "report/trace_json.h"
#include "tributary/workspace.h"

namespace tributary::lab {
namespace {

struct Outcome {
  QueryAnswer answer;
  std::string json_line;
  std::optional<std::string> failure;
  std::optional<AttributedNegative> attributed_negative;
};

// The longest match of the recording with the largest share.
AttributedNegative attributed(const Query& query, const TraceAnswer& answer) {
  AttributedNegative negative{query.path, answer.recording.shares.front().path, {}};
  for (const Match& match : answer.matches) {
    if (match.tier != Tier::kRecording || match.recording_id != answer.recording.shares.front().recording_id) continue;
    const Match& longest = negative.match;
    if (match.query_end_s - match.query_start_s > longest.query_end_s - longest.query_start_s) negative.match = match;
  }
  return negative;
}

Outcome trace_query(const Tracer& tracer, const Query& query) {
  Outcome outcome;
  const double cpu_before_s = thread_cpu_s();
  const auto answer = tracer.trace(query.path, 1);
  outcome.answer.cpu_s = thread_cpu_s() - cpu_before_s;
  if (!answer) {
    outcome.failure = answer.error().message;
    outcome.json_line = report::to_json_line(report::Refusal{query.path, answer.error().message});
    return outcome;
  }
  for (const RecordingShare& share : answer->recording.shares) outcome.answer.found.emplace_back(share.path);
  if (query.truth.empty() && !answer->recording.shares.empty())
    outcome.attributed_negative = attributed(query, *answer);
  outcome.json_line = report::to_json_line(*answer, report::EngineInfo{TRIBUTARY_VERSION});
  return outcome;
}

}  // namespace

Result<TraceRun> trace_queries(const std::filesystem::path& folder, const std::vector<Query>& queries, std::size_t jobs,
                               const TraceProgress& progress) {
  TRIBUTARY_ASSIGN(Workspace workspace, Workspace::open(folder));
  TRIBUTARY_ASSIGN(const Tracer tracer, workspace.tracer());
  std::vector<Outcome> outcomes(queries.size());
  std::mutex mutex;
  std::size_t done = 0;
  base::parallel_for(queries.size(), jobs, [&](std::size_t i) {
    outcomes[i] = trace_query(tracer, queries[i]);
    const std::lock_guard lock(mutex);
    progress(++done, queries.size());
  });
  TraceRun run;
  for (std::size_t i = 0; i < queries.size(); ++i) {
    run.scores.add(queries[i], outcomes[i].answer);
    run.cpu_s += outcomes[i].answer.cpu_s;
    run.json_lines.push_back(std::move(outcomes[i].json_line));
    if (outcomes[i].attributed_negative)
      run.attributed_negatives.push_back(*std::move(outcomes[i].attributed_negative));
    if (outcomes[i].failure) run.failures.push_back(*std::move(outcomes[i].failure));
  }
  return run;
}

}  // namespace tributary::lab
