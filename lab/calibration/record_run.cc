#include "lab/calibration/record_run.h"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <mutex>
#include <set>
#include <string>

#include <fmt/format.h>

#include "base/parallel.h"

namespace tributary::lab {

Result<std::vector<CaseRecord>> run_cases(const std::filesystem::path& set, const std::filesystem::path& file,
                                          std::size_t limit, std::size_t jobs, const CaseJob& job) {
  TRIBUTARY_ASSIGN(std::vector<MixCase> cases, read_cases(set));
  if (limit > 0 && cases.size() > limit) cases.resize(limit);
  TRIBUTARY_ASSIGN(std::vector<CaseRecord> records, read_records(file));
  std::set<std::string> wanted;
  for (const MixCase& one : cases) wanted.insert(one.name);
  std::erase_if(records, [&](const CaseRecord& record) { return !wanted.contains(record.mix_case.name); });
  std::set<std::string> known;
  for (const CaseRecord& record : records) known.insert(record.mix_case.name);
  std::erase_if(cases, [&](const MixCase& one) { return known.contains(one.name); });
  std::ofstream lines(file, std::ios::app);
  if (!lines) return Error{ErrorCode::kIo, file.string() + ": cannot be written"};
  std::mutex mutex;
  base::parallel_for(cases.size(), jobs, [&](std::size_t i) {
    auto record = job(cases[i]);
    const std::lock_guard lock(mutex);
    if (!record) {
      fmt::print(stderr, "\ncase {}: {}\n", cases[i].name, record.error().message);
      return;
    }
    lines << to_json_line(*record) << std::endl;
    records.push_back(std::move(*record));
    fmt::print(stderr, "\r{} of {} ", records.size(), wanted.size());
  });
  std::sort(records.begin(), records.end(),
            [](const CaseRecord& a, const CaseRecord& b) { return a.mix_case.name < b.mix_case.name; });
  return records;
}

}  // namespace tributary::lab
