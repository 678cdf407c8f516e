// The table treatment x length that the lab prints.
#pragma once

#include <string>

#include "lab/recording/scores.h"
#include "lab/recording/targets.h"
#include "report/terminal.h"

namespace tributary::lab {

struct ScoreTable {
  std::string text;
  int missed = 0;   // targets that the scores do not reach
  int reached = 0;  // targets that they do
};

// One line per treatment; per length the top-1 rate, the recall of all true sources and the CPU seconds
// per query, with "!" behind a figure below its target. For negatives, the rate of false positives.
ScoreTable score_table(const Scores& scores, const Targets& targets, const report::Terminal& terminal);

}  // namespace tributary::lab
