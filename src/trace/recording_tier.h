// The recording tier: every catalog recording that is verifiably inside a query, and where.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "dsp/energy_ranks.h"
#include "dsp/fingerprint.h"
#include "index/landmark_segment.h"
#include "trace/candidates.h"
#include "trace/explaining_away.h"
#include "trace/reference_peaks.h"
#include "tributary/result.h"

namespace tributary::trace {

// Brings the peaks of a catalog recording. Called from several threads at once.
using ReferenceSource = std::function<Result<std::shared_ptr<const ReferencePeaks>>(const std::string& recording_id)>;

// `ranks` are the query's, or empty where they are not known: then what noise buries deepest is missed.
// All matches, strongest first, ties by recording_id. Sources that sound together are all found: a match
// is judged by the query peaks that stronger ones leave unexplained. The answer does not depend on
// `threads` or on how the recordings are divided among segments. Fails only if `source` does, which is asked
// for no recording that is left out. With `asked` below 1 matches count from that part of the sufficient evidence on,
// which shows what chance reaches.
Result<std::vector<VerifiedMatch>> find_matches(const dsp::Fingerprint& query, const dsp::EnergyRanks& ranks,
                                                std::span<const index::LandmarkSegment* const> segments,
                                                const ReferenceSource& source, std::size_t threads,
                                                const LeftOut& left_out = {}, double asked = 1);

}  // namespace tributary::trace
