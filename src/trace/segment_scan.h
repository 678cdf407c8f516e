// Candidates of the composition tier: the recordings that resemble a query at a first, coarse look.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "index/composition_features.h"
#include "trace/candidates.h"
#include "trace/composition_frames.h"
#include "trace/local_alignment.h"

namespace tributary::trace {

struct SegmentCandidate {
  std::size_t recording = 0;  // its place in the table
  std::size_t segment = 0;    // the nearest of its segments
  double similarity = 0;      // cosine

  bool operator==(const SegmentCandidate&) const = default;
};

// What a coarse look at a recording shows.
struct CoarseLook {
  double score = 0;  // see SegmentTable::look_coarsely
  KeySet keys;       // the likeliest ones

  bool operator==(const CoarseLook&) const = default;
};

// What is held of a catalog in memory: its segment vectors, 128 bytes each, and where they are given its frames, four
// added up to one, 60 bytes per second. All are compared, so that a candidate is never missed for want of a better
// index. The vectors of 46 MB, or 10,000 recordings of three minutes, take milliseconds, and the frames of a minute
// 10 microseconds, but they know the order of what is played, and find half of what the vectors miss.
class SegmentTable {
 public:
  // `segments` as index::CompositionFeatures has them; a recording without any is never a candidate.
  void add(std::string recording_id, std::span<const std::int8_t> segments);
  void add(std::string recording_id, const index::CompositionFeatures& features);
  // The same where the features' frames are already at hand.
  void add(std::string recording_id, const CompositionFrames& frames, std::span<const std::int8_t> segments);

  // Whether all recordings came with their frames, and there are any.
  bool has_frames() const { return recordings() > 0 && frames_of_ == recordings(); }
  std::size_t recordings() const { return recording_ids_.size(); }
  const std::string& recording_id(std::size_t recording) const { return recording_ids_[recording]; }
  std::size_t segments() const { return values_.size() / index::kCompositionSegmentValues; }

  // For each of the query's segments the `most` nearest recordings, by similarity, then by place in the table. A query
  // segment of zeros has none. Safe from several threads.
  std::vector<std::vector<SegmentCandidate>> nearest(std::span<const std::int8_t> query_segments, std::size_t most,
                                                     const LeftOut& left_out = {}) const;

  // For each recording, the best score of its coarse frames' local alignment with those of the query over 12 keys, or
  // in one, with these costs; less 2 ln(n + 20) for its n coarse frames, because chance finds more in a longer
  // recording. And the four keys that score highest, ties to the lower. -infinity and none where it is left out. Needs
  // has_frames(). The query is centred and not coarse.
  std::vector<CoarseLook> look_coarsely(const CompositionFrames& query, bool any_key, const PathCosts& costs,
                                        std::size_t threads, const LeftOut& left_out = {}) const;

 private:
  std::vector<std::string> recording_ids_;
  std::vector<std::size_t> first_segments_ = {0};  // per recording, then the number of all
  std::vector<std::int8_t> values_;
  std::size_t frames_of_ = 0;                    // recordings that came with frames
  std::vector<std::size_t> first_coarse_ = {0};  // per recording, then the number of all values
  std::vector<std::size_t> coarse_frames_;       // per recording
  std::vector<std::int8_t> coarse_;              // the recordings' CoarseColumns
};

}  // namespace tributary::trace
