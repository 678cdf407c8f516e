// Reads a NewReleaseMessage of DDEX ERN 4.3, a profile subset; docs/formats/cwr-ern.md describes it.
#pragma once

#include <string>
#include <string_view>

#include "rights/statement.h"
#include "tributary/result.h"

namespace tributary::rights {

// Delivers statements for each sound SoundRecording, and for those that a Release holds. Rejects what is no live
// NewReleaseMessage of ERN 4.3, and XML that read_xml() refuses. `format` becomes "ERN 4.3", "ERN 4.3.1" or
// "ERN 4.3.2". Memory is bounded by the longest of the elements that are collected, and grows with the references
// between parties, resources and releases.
Result<ReadOutcome> read_ern(std::string_view bytes, StatementSink& sink, std::string& format);

}  // namespace tributary::rights
