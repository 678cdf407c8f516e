#include "lab/style/open_set.h"

#include <string>

namespace tributary::lab {
namespace {

StyleAnswer judge(const std::vector<trace::StyleMatch>& matches, const std::string& artist, std::size_t windows) {
  StyleAnswer answer;
  answer.duration_s = static_cast<double>(windows - 1) * index::kStyleWindowHop_s + index::kStyleWindow_s;
  for (const trace::StyleMatch& match : matches)
    (match.artist == artist ? answer.right_s : answer.wrong_s) += match.query_end_s - match.query_begin_s;
  return answer;
}

}  // namespace

OpenSetTally measure_open_set(const std::vector<LabelledRecording>& recordings,
                              const std::vector<std::vector<std::int8_t>>& windows, const trace::StyleTable& table,
                              const trace::StyleSearch& search) {
  OpenSetTally tally;
  for (std::size_t query = 0; query < recordings.size(); ++query) {
    const LabelledRecording& own = recordings[query];
    const std::size_t count = windows[query].size() / index::kStyleValues;
    if (count == 0) continue;
    bool is_known = false;
    for (const LabelledRecording& other : recordings)
      is_known = is_known || (other.artist == own.artist && other.work != own.work);
    const auto recording = [&](const std::string& id) -> const LabelledRecording& {
      return recordings[std::stoul(id)];
    };
    if (is_known) {
      const auto matches = trace::find_styles(windows[query], table, search,
                                              [&](const std::string& id) { return recording(id).work == own.work; });
      tally.known.push_back(judge(matches, own.artist, count));
    }
    const auto matches = trace::find_styles(windows[query], table, search,
                                            [&](const std::string& id) { return recording(id).artist == own.artist; });
    tally.unknown.push_back(judge(matches, own.artist, count));
  }
  return tally;
}

}  // namespace tributary::lab
