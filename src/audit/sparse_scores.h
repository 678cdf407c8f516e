// What stands out of scores: most training segments have no part in a track, and what they score is noise.
#pragma once

#include <span>
#include <vector>

namespace tributary::audit {

// Soft thresholding (Donoho 1995): what each product of a track with a segment has above the mean by more than one
// deviation of all of them, else 0. Retraining shows no gain from products below: they do not foresee harm. The unit
// stays; equal products and a single one become 0. The same on every machine but for the last bits of sums.
std::vector<float> sparse_scores(std::span<const float> products);

// The same, where a product counts with a weight > 0 in mean and deviation: rows that are copies of one passage count
// as often as it is played, together (Holdings::weight_of), so that no number of uploads moves the threshold for
// others.
std::vector<float> sparse_scores(std::span<const float> products, std::span<const double> weights);

}  // namespace tributary::audit
