// What is known of how well the method works, for the reader of an answer: the figures that the documentation states.
#pragma once

#include <span>
#include <string>

#include "report/report_content.h"

namespace tributary::report {

// A row of a table of the documentation, cell by cell as it stands there.
struct MeasuredRow {
  const char* document;  // README.md for example
  const char* cells;     // "white noise at 0 dB | 95% | 96.7% | 98.3%"
};

// Those that the card repeats; a test holds them against the documents.
std::span<const MeasuredRow> measured_rows();

// A <section>: what was measured, what a score is, and what produced the answer.
std::string method_card(const ReportContent& content);

// A <section>: the SHA-256 of everything that went in.
std::string inputs_section(const ReportContent& content);

}  // namespace tributary::report
