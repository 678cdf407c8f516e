// The report of an audit: one HTML page that needs no other file and asks no network.
#pragma once

#include <cstddef>
#include <map>
#include <string>

#include "report/report_content.h"
#include "tributary/audit_answer.h"
#include "tributary/result.h"

namespace tributary::report {

struct AuditContent {
  AuditAnswer answer;
  std::string version;     // of the program
  bool with_audio = true;  // whether excerpts were asked for
  double coverage = 0.9;   // of the intervals, as the calibration says
  // By the place of the segment in answer.influences.
  std::map<std::size_t, MatchMaterial> material;
  // By the name of the recording: the SHA-256 of the file that was heard, for those that could be read.
  std::map<std::string, std::string> heard;
};

// The answer in a sentence, the shares of owners and works, the training segments that moved the track most, what the
// answer hangs on, how it was measured, and the hashes of what went in. Everything foreign is escaped; equal content
// gives equal bytes.
std::string audit_page(const AuditContent& content);

// The answer in words: who has a share, and what is left unattributed, or why all is. Printable, not escaped.
std::string audit_sentence(const AuditAnswer& answer);

}  // namespace tributary::report
