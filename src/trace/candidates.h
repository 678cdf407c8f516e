// Candidates: places of the catalog where the landmarks of a stretch of the query agree.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "dsp/fingerprint.h"
#include "index/landmark.h"
#include "index/landmark_segment.h"

namespace tributary::trace {

// A stretch of the query, in frames.
struct FrameRange {
  std::uint32_t first = 0;
  std::uint32_t last = 0;  // exclusive

  double centre() const { return (static_cast<double>(first) + last) / 2; }
};

// A line on which a query may run through a recording:
// reference frame = reference_frame + tempo_ratio * (query frame - query_frame).
struct Candidate {
  std::string recording_id;
  double query_frame = 0;
  double reference_frame = 0;  // in frames of the recording
  double tempo_ratio = 1;
  double pitch_shift = 0;   // query minus reference, in units of dsp::Peak::pitch
  std::uint32_t votes = 0;  // landmarks on the line
};

// Whether a search leaves a recording out, as if it were not in the catalog. Empty: none is.
using LeftOut = std::function<bool(const std::string& recording_id)>;

// Looks up one query in a set of segments. Borrows both. Not thread safe: one object per thread, kept for
// many stretches, spares the tables from being made anew.
class CandidateFinder {
 public:
  static constexpr std::uint32_t kStretchFramesMax = 330;

  CandidateFinder(std::span<const index::LandmarkSegment* const> segments, const dsp::Fingerprint& query,
                  index::ProbeDensity density, const LeftOut& left_out = {});

  // The strongest candidates of one stretch of at most kStretchFramesMax over all segments, best first, at
  // most `most` (< 8000). With recordings sorted by recording_id inside each segment, the result does not
  // depend on how they are divided among segments.
  std::vector<Candidate> find(FrameRange stretch, std::size_t most);

 private:
  // The postings one probe found.
  struct Found {
    std::span<const std::uint32_t> postings;
    const index::LandmarkProbe* probe;
    std::size_t first_cell;  // where in cells_ theirs begin
  };
  // One landmark of the query found in the catalog.
  struct Hit {
    double reference_frame = 0;
    double query_frame = 0;
    int shift = 0;  // in pitch steps
  };
  // A place in the vote table.
  struct Cell {
    std::uint32_t index = 0;
    std::uint32_t votes = 0;  // of the cell and its three successors in time and shift
  };

  // A candidate and the cell it comes from, which decides whether it gets that far.
  struct Nominee {
    Candidate candidate;
    std::uint32_t cell_votes = 0;
    std::uint32_t place = 0;  // of the cell, counted from the start of the recording
  };

  // A segment, and per kSegmentAlignmentFrames whether its recording is left out; empty where none is.
  struct Searched {
    const index::LandmarkSegment* segment;
    std::vector<bool> left_out;
  };

  void find_in(const Searched& searched, FrameRange stretch, std::size_t most, std::vector<Nominee>& nominees);
  void look_up(const Searched& searched, FrameRange stretch);
  void keep_searched(const std::vector<bool>& left_out, std::span<const std::uint32_t> postings,
                     const index::LandmarkProbe& probe, FrameRange stretch);
  void keep(std::span<const std::uint32_t> postings, const index::LandmarkProbe& probe, FrameRange stretch);
  void vote(std::uint32_t time_bins);
  std::vector<Cell> strongest_cells(std::size_t most);
  void own(const std::vector<Cell>& cells);
  std::vector<std::vector<Hit>> hits_of(const std::vector<Cell>& cells);

  std::vector<Searched> segments_;
  const dsp::Fingerprint& query_;
  index::ProbeDensity density_;
  std::vector<index::LandmarkProbe> probes_;
  std::vector<Found> found_;
  std::vector<std::uint32_t> cells_;  // that the postings of found_ vote for, in order; more than are filled
  std::size_t cell_count_ = 0;
  std::vector<std::uint16_t> votes_;
  std::vector<std::uint32_t> block_votes_;  // of the block that starts at each cell
  std::vector<std::uint32_t> group_most_;   // of block_votes_
  std::vector<bool> is_owned_;              // per cell: whether the block of a chosen cell holds it
  std::vector<std::uint16_t> owners_;       // of the cells that are owned: the place of that chosen cell
};

}  // namespace tributary::trace
