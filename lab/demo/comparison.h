// Compares an answer with what is truly inside a suspect.
#pragma once

#include <string>

#include "lab/demo/suspect.h"
#include "report/terminal.h"
#include "tributary/trace_answer.h"

namespace tributary::lab {

inline constexpr double kTolerancePoints = 5;

struct Comparison {
  std::string text;         // a table for people: truth, answer and difference in points
  double worst_points = 0;  // the largest difference of any line
  bool holds() const { return worst_points <= kTolerancePoints; }
};

// Every recording of the truth or the answer has a line, and what is nobody's has one.
Comparison compare(const Suspect& suspect, const TraceAnswer& answer, const report::Terminal& terminal);

}  // namespace tributary::lab
