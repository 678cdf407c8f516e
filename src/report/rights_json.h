// The machine-readable form of what the rights verbs say: one JSON object on each line.
#pragma once

#include <optional>
#include <string>

#include "tributary/rights_graph.h"

namespace tributary::report {

// An asset, and the answers for one day.
struct ShownAsset {
  RightsAsset asset;
  Day day;
  std::optional<AiReservation> reservation;  // that holds on the day
  std::string territory;                     // empty where none was asked for; then there is no split
  std::optional<RightSplit> split;
};

// One line each, without the newline; bytes that are not UTF-8 become U+FFFD. docs/formats/rights-csv.md describes
// them.
std::string to_json_line(const RightsImportReport& report);  // tributary.rights-import/1
std::string to_json_line(const ShownAsset& shown);           // tributary.rights-asset/1
std::string to_json_line(const ClaimConflict& conflict);     // tributary.rights-conflict/1

}  // namespace tributary::report
