// Whether two stretches of audio hold the same recorded waveform: a check on answers that uses no fingerprint.
#pragma once

#include <filesystem>
#include <span>

#include "tributary/result.h"
#include "tributary/trace_answer.h"

namespace tributary::lab {

// How alike two signals are where they should agree, and where only chance makes them agree.
struct WaveformAgreement {
  double here = 0;       // the median over seconds of the largest normalised cross-correlation, 0 to 1
  double elsewhere = 0;  // the same at the most alike of some places far from there
  bool same() const;
};

// Correlates each second of `query` from `start` on with `reference`, within a sixth of a second of where a
// constant tempo of 1 puts it. Samples at audio::kSampleRateHz, high frequencies raised, because two pieces that share
// a bass note would else agree. Both starts in samples; `count` samples of the query are looked at.
WaveformAgreement compare_waveforms(std::span<const float> query, std::size_t query_start,
                                    std::span<const float> reference, std::size_t reference_start, std::size_t count);

// The same for the files of a match. A match at another tempo or pitch has no waveform to compare: it agrees 0.
Result<WaveformAgreement> compare_waveforms(const std::filesystem::path& query, const std::filesystem::path& reference,
                                            const Match& match);

}  // namespace tributary::lab
