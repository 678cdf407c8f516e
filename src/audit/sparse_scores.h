// What stands out of scores: most training segments have no part in a track, and what they score is noise.
#pragma once

#include <span>
#include <vector>

namespace tributary::audit {

// Soft thresholding (Donoho 1995): what each score has above the mean by more than one deviation of all of them, else
// 0. Retraining shows no gain from scores below: they do not foresee harm. Scores keep their unit; equal scores and a
// single one become 0. The same on every machine but for the last bits of sums.
std::vector<float> sparse_scores(std::span<const float> scores);

}  // namespace tributary::audit
