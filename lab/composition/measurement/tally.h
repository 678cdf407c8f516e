// Tally: how often a method was right, per condition and per tradition, and at one threshold.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "lab/composition/measurement/answer.h"
#include "lab/composition/measurement/composition_set.h"

namespace tributary::lab {

inline constexpr double kMostFalsePositives = 0.001;
inline constexpr double kLocalised_s = 1;
inline constexpr std::size_t kNear = 20;

// The queries of one condition or tradition that have a right answer.
struct TallyRow {
  std::string name;
  std::size_t queries = 0;
  std::size_t right = 0;       // the best match is the right work
  std::size_t near = 0;        // the right work is among the kNear best
  double precision = 0;        // sum of the average precisions: 1 / rank
  std::size_t accepted = 0;    // right, and above the threshold
  std::size_t with_truth = 0;  // queries of which it is known which seconds match
  std::size_t localised = 0;   // of those: right, and within kLocalised_s of a true occurrence
};

struct Tally {
  double threshold = 0;              // of the score; what exceeds it is accepted
  double lowest_threshold = 0;       // that at most kMostFalsePositives of all negatives exceed
  bool names_seconds = false;        // whether any right answer says which seconds match
  std::size_t chosen_on = 0;         // negatives that the threshold was chosen on
  std::size_t negatives = 0;         // the others
  std::size_t false_positives = 0;   // of the others
  std::size_t shared_tunes = 0;      // of all negatives: those that a recording with the same tune exceeds
  std::vector<TallyRow> conditions;  // as they first come
  // By name; over the condition each_tradition, or over all where the set has none.
  std::vector<TallyRow> traditions;
};

// One answer for each query of the set. Without a given threshold it is the lowest that at most kMostFalsePositives of
// the first, third, ... negative exceed; with one, all negatives count as the others.
Tally tally(std::span<const Answer> answers, const CompositionSet& set, std::optional<double> threshold = {});

}  // namespace tributary::lab
