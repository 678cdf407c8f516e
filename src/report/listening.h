// The players of a match: an excerpt of the track, one of what it is compared with, and a button for both in turn.
#pragma once

#include <cstddef>
#include <string>

#include "report/report_content.h"

namespace tributary::report {

// What the page calls the match, and what the track is compared with.
struct ListeningWords {
  const char* title;       // "Match"
  const char* noun;        // "match"
  const char* other_side;  // "B: recording"
  const char* other;       // "the recording"
};

// HTML; empty where no side has an excerpt. `number`, from 1, makes the identifiers of the page's elements.
std::string listening(const MatchMaterial& material, std::size_t number, const ListeningWords& words);

}  // namespace tributary::report
