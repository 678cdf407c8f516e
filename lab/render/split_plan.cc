#include "lab/render/split_plan.h"

#include "lab/recording/random.h"
#include "lab/render/groups.h"

namespace tributary::lab {
namespace {

Split split_of(const std::string& leader, std::uint64_t seed) {
  const double draw = Random(seed_for(seed, leader)).uniform(0, 1);
  return draw < 0.7 ? Split::kTrain : draw < 0.8 ? Split::kValidation : Split::kTest;
}

}  // namespace

Result<std::map<std::string, Split>> plan_splits(std::span<const PackEntry> entries,
                                                 std::span<const std::pair<std::string, std::string>> pairs,
                                                 std::uint64_t seed) {
  Groups groups;
  std::map<std::string, std::string> work_of_version;
  for (const PackEntry& entry : entries) {
    const auto [known, added] = work_of_version.try_emplace(entry.pair_name, entry.work_id);
    if (!added && entry.tradition != "lied" && entry.tradition != "game") groups.join(known->second, entry.work_id);
    if (entry.tradition == "lied") groups.join(entry.work_id, "composer " + entry.composer);
  }
  for (const auto& [a, b] : pairs) {
    for (const std::string& name : {a, b})
      if (!work_of_version.contains(name))
        return Error{ErrorCode::kInvalidInput, "a pair names \"" + name + "\", which the manifest lacks"};
    groups.join(work_of_version[a], work_of_version[b]);
  }
  std::map<std::string, Split> splits;
  for (const PackEntry& entry : entries) splits[entry.work_id] = split_of(groups.leader(entry.work_id), seed);
  return splits;
}

}  // namespace tributary::lab
