// At which gain a recording sounds in a query, moment by moment and band by band.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <vector>

#include "dsp/fingerprint.h"
#include "trace/alignment.h"
#include "trace/query_grid.h"
#include "trace/reference_peaks.h"

namespace tributary::trace {

// What the levels of paired peaks say. Most peaks of a recording keep their level but for a gain that varies slowly
// over time and pitch (loudness, equaliser, compressor); what sounds on top raises some of the others. The gain is
// therefore the commonest difference around a moment and band, and not the mean one.
class LevelGains {
 public:
  // None where fewer than kPairsMin peaks pair up on the line within the span.
  static std::optional<LevelGains> fit(const QueryGrid& query, const ReferencePeaks& reference, const Line& line,
                                       Span span);
  static constexpr std::size_t kPairsMin = 15;

  // The factor of power in this second of the query and in this band (dsp::Fingerprint::band_levels) of it. Outside the
  // span, that of its nearest second.
  double power_gain(std::size_t second, std::size_t band) const;

  // The part of the recording's peaks on the line that the query has within 3 dB of the gain.
  double agreement() const { return agreement_; }

 private:
  using Row = std::array<float, dsp::kBands>;

  std::size_t first_second_ = 0;
  std::vector<Row> gains_db_;  // by second
  double agreement_ = 0;
};

}  // namespace tributary::trace
