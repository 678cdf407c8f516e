// Divides the pack into training, validation and test so that nothing a model learned from is in its test.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <utility>

#include "lab/composition/corpus/note_corpus.h"
#include "lab/render/pack_manifest.h"
#include "tributary/result.h"

namespace tributary::lab {

// The split of each work_id: about 70%, 10% and 20% of the groups. Works that a pair connects are one group, and so
// are all songs of one composer. Depends on the seed and the members of the group only, not on the order. A pair that
// names no entry is kInvalidInput.
Result<std::map<std::string, Split>> plan_splits(std::span<const PackEntry> entries,
                                                 std::span<const std::pair<std::string, std::string>> pairs,
                                                 std::uint64_t seed);

}  // namespace tributary::lab
