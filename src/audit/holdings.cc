#include "audit/holdings.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "audit/copies.h"
#include "base/check.h"

namespace tributary::audit {
namespace {

// Numbers names in their order.
std::vector<std::string> numbered(const std::vector<std::string>& names, std::vector<std::uint32_t>& numbers) {
  std::vector<std::string> sorted(names);
  std::sort(sorted.begin(), sorted.end());
  sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
  for (const std::string& name : names)
    numbers.push_back(
        static_cast<std::uint32_t>(std::lower_bound(sorted.begin(), sorted.end(), name) - sorted.begin()));
  return sorted;
}

struct Cell {
  double score = 0;
  double items = 0;
};

// (work, recording, owner)
using Place = std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>;
using Cells = std::map<Place, Cell>;

Place place_of(const Holdings& h, std::size_t row) { return {h.work_of[row], h.recording_of[row], h.owner_of[row]}; }

// The rows of each group of more than one, and how often the recording plays the passage that plays it most often.
struct CopyGroup {
  std::vector<std::size_t> rows;
  double times = 0;
};

std::vector<CopyGroup> groups_of(const Holdings& h) {
  std::map<std::size_t, CopyGroup> groups;
  for (std::size_t i = 0; i < h.group_of.size(); ++i)
    if (h.group_of[i] != i) groups[h.group_of[i]].rows.push_back(i);
  std::vector<CopyGroup> all;
  for (auto& [first, group] : groups) {
    group.rows.insert(group.rows.begin(), first);
    std::map<std::uint32_t, std::size_t> played;
    for (const std::size_t row : group.rows) ++played[h.recording_of[row]];
    for (const auto& [recording, count] : played) group.times = std::max(group.times, static_cast<double>(count));
    all.push_back(std::move(group));
  }
  return all;
}

void add_group(const Holdings& h, std::span<const float> scores, const CopyGroup& group, Cells& cells) {
  double sum = 0;
  std::map<std::uint32_t, std::set<std::uint32_t>> works_of_owner;
  std::set<Place> places;
  for (const std::size_t row : group.rows) {
    sum += static_cast<double>(scores[row]);
    works_of_owner[h.owner_of[row]].insert(h.work_of[row]);
    places.insert(place_of(h, row));
  }
  const double owners = static_cast<double>(works_of_owner.size());
  for (const Place& place : places) {
    const double parts = owners * static_cast<double>(works_of_owner[std::get<2>(place)].size());
    Cell& cell = cells[place];
    cell.score += group.times * sum / static_cast<double>(group.rows.size()) / parts;
    cell.items += group.times / parts;
  }
}

Cells cells_of(const Holdings& h, std::span<const float> scores) {
  Cells cells;
  std::vector<bool> is_copied(scores.size(), false);
  for (const CopyGroup& group : groups_of(h)) {
    for (const std::size_t row : group.rows) is_copied[row] = true;
    add_group(h, scores, group, cells);
  }
  for (std::size_t i = 0; i < scores.size(); ++i) {
    if (is_copied[i]) continue;
    Cell& cell = cells[place_of(h, i)];
    cell.score += static_cast<double>(scores[i]);
    cell.items += 1;
  }
  return cells;
}

// One work from its cells, which are those of its recordings, one after another.
WorkScore work_from(std::span<const std::pair<Place, Cell>> cells) {
  WorkScore work{std::get<0>(cells.front().first), 0, 0, {}};
  double positive = 0;
  for (std::size_t start = 0; start < cells.size();) {
    Cell recording;
    std::size_t end = start;
    for (; end < cells.size() && std::get<1>(cells[end].first) == std::get<1>(cells[start].first); ++end) {
      const auto& [place, cell] = cells[end];
      recording.score += cell.score;
      recording.items += cell.items;
      positive += std::max(0.0, cell.score);
      work.owners[std::get<2>(place)] += std::max(0.0, cell.score);
    }
    if (start == 0 || recording.score > work.score) {
      work.score = recording.score;
      work.items = recording.items;
    }
    start = end;
  }
  for (auto& [owner, part] : work.owners) part = positive > 0 ? work.score * part / positive : 0;
  return work;
}

}  // namespace

Holdings holdings_of(const GradientStore& store, std::size_t threads) {
  std::vector<std::string> recordings;
  std::vector<std::string> works;
  std::vector<std::string> owners;
  for (std::size_t i = 0; i < store.size(); ++i) {
    Segment segment = store.segment(i);
    recordings.push_back(std::move(segment.recording));
    works.push_back(std::move(segment.work));
    owners.push_back(std::move(segment.owner));
  }
  Holdings holdings;
  holdings.recordings = numbered(recordings, holdings.recording_of);
  holdings.works = numbered(works, holdings.work_of);
  holdings.owners = numbered(owners, holdings.owner_of);
  holdings.group_of = copy_groups(store, threads);
  holdings.weight_of.assign(store.size(), 1);
  for (const CopyGroup& group : groups_of(holdings))
    for (const std::size_t row : group.rows)
      holdings.weight_of[row] = group.times / static_cast<double>(group.rows.size());
  for (std::size_t i = 0; i < store.size(); ++i) holdings.copies += holdings.group_of[i] != i ? 1U : 0U;
  return holdings;
}

std::vector<WorkScore> work_scores(const Holdings& holdings, std::span<const float> scores) {
  TRIBUTARY_CHECK(scores.size() == holdings.group_of.size());
  const Cells by_place = cells_of(holdings, scores);
  const std::vector<std::pair<Place, Cell>> cells(by_place.begin(), by_place.end());
  std::vector<WorkScore> works;
  for (std::size_t start = 0; start < cells.size();) {
    std::size_t end = start;
    while (end < cells.size() && std::get<0>(cells[end].first) == std::get<0>(cells[start].first)) ++end;
    works.push_back(work_from(std::span(cells).subspan(start, end - start)));
    start = end;
  }
  return works;
}

}  // namespace tributary::audit
