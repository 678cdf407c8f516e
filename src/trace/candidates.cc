#include "trace/candidates.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>

#include "base/check.h"
#include "base/rounding.h"
#include "base/vector_clones.h"

namespace tributary::trace {
namespace {

// The vote table: where in time the stretch's centre would lie in the reference, by half seconds, and at
// which shift, by half semitones. The tempo is still open, which blurs the time by a fraction of a second.
constexpr std::uint32_t kBinFrames = index::kSegmentAlignmentFrames;
constexpr int kShiftMax = index::kPitchShiftMaxSteps;
constexpr int kShiftBinSteps = 2;
constexpr std::uint32_t kShiftBins = 2 * kShiftMax / kShiftBinSteps + 2;  // one to spare for the blocks
// Before and after the time axis, for stretches that overhang the first or the last recording. Half the
// longest stretch at the fastest tempo fits, and half the gap between recordings holds as much.
constexpr std::uint32_t kMarginBins = 7;
static_assert(CandidateFinder::kStretchFramesMax * index::kTempoRatioMax / 2 < kMarginBins * kBinFrames);
constexpr std::uint32_t kVotesMin = 4;
// A cell's votes are blurred by the open tempo; the line through it tells better, so many cells get a line.
constexpr std::size_t kCellsPerCandidate = 8;
constexpr double kTempoStep = 0.02;  // 3 frames at the end of a stretch of 5 s

// The cells that the postings of one probe vote for.
class CellOf {
 public:
  CellOf(const index::LandmarkProbe& probe, FrameRange stretch)
      : to_centre_(base::rounded((stretch.centre() - probe.frame) * static_cast<double>(probe.tempo_ratio))),
        pitch_(probe.pitch + kShiftMax) {}

  std::uint32_t operator()(std::uint32_t posting) const {
    constexpr auto kMarginFrames = static_cast<std::int32_t>(kMarginBins * kBinFrames);
    const std::int32_t centre =
        static_cast<std::int32_t>(index::Posting::frame_of(posting)) + to_centre_ + kMarginFrames;
    const auto shift =
        static_cast<std::uint32_t>(pitch_ - static_cast<std::int32_t>(index::Posting::pitch_of(posting)));
    return static_cast<std::uint32_t>(centre) / kBinFrames * kShiftBins + shift / kShiftBinSteps;
  }

 private:
  std::int32_t to_centre_;
  std::int32_t pitch_;
};

constexpr std::array<std::uint32_t, 4> kBlock{0, 1, kShiftBins, kShiftBins + 1};

// A group of cells next to each other is looked into only where the most that one of its blocks holds is enough.
constexpr std::size_t kGroupCells = 16;

// The votes of the block that starts at each cell, and the most of each group.
TRIBUTARY_VECTOR_CLONES
void sum_blocks(const std::uint16_t* votes, std::size_t groups, std::uint32_t* sums, std::uint32_t* most) {
  for (std::size_t group = 0; group < groups; ++group) {
    const std::uint16_t* first = votes + group * kGroupCells;
    std::uint32_t* sum = sums + group * kGroupCells;
    std::uint32_t largest = 0;
    for (std::size_t i = 0; i < kGroupCells; ++i) {
      sum[i] = std::uint32_t{first[i]} + first[i + 1] + first[i + kShiftBins] + first[i + kShiftBins + 1];
      largest = std::max(largest, sum[i]);
    }
    most[group] = largest;
  }
}

// How often each number of votes from kVotesMin on occurs.
class VoteHistogram {
 public:
  void add(std::uint32_t votes) {
    if (votes >= kVotesMin) ++counts_[std::min<std::size_t>(votes, kBins - 1)];
  }
  // The votes that at least `most` have, or kVotesMin.
  std::uint32_t threshold(std::size_t most) const {
    std::size_t threshold = kBins - 1;
    std::size_t total = counts_[threshold];
    while (threshold > kVotesMin && total < most) total += counts_[--threshold];
    return static_cast<std::uint32_t>(threshold);
  }

 private:
  static constexpr std::size_t kBins = 1024;
  std::array<std::size_t, kBins> counts_{};
};

// Those with most votes first, all else in the order they had.
template <typename Cell>
std::vector<Cell> by_votes(const std::vector<Cell>& cells) {
  std::uint32_t most = 0;
  for (const Cell& cell : cells) most = std::max(most, cell.votes);
  std::vector<std::size_t> place(most + 2);  // by `most` - votes: the first of them
  for (const Cell& cell : cells) ++place[most - cell.votes + 1];
  std::partial_sum(place.begin(), place.end(), place.begin());
  std::vector<Cell> sorted(cells.size());
  for (const Cell& cell : cells) sorted[place[most - cell.votes]++] = cell;
  return sorted;
}

bool touch(std::uint32_t a, std::uint32_t b) {
  const auto distance = [](std::uint32_t x, std::uint32_t y) { return x > y ? x - y : y - x; };
  return distance(a / kShiftBins, b / kShiftBins) <= 1 && distance(a % kShiftBins, b % kShiftBins) <= 1;
}

constexpr double kReachFrames = 256;  // how far from the first hit's offset the others may lie
constexpr double kBinWidthFrames = 2;
constexpr auto kOffsetBins = static_cast<std::size_t>(2 * kReachFrames / kBinWidthFrames);
using OffsetCounts = std::array<std::uint16_t, kOffsetBins>;

// The largest sum of two neighbours.
TRIBUTARY_VECTOR_CLONES
std::uint32_t most_in_two(const OffsetCounts& counts) {
  std::uint32_t most = 0;
  for (std::size_t i = 0; i + 1 < kOffsetBins; ++i) most = std::max(most, std::uint32_t{counts[i]} + counts[i + 1]);
  return most;
}

// The tempo and offset on which most hits of a cell's block agree: a Hough transform over both.
template <typename Hit>
Candidate fit_line(const std::vector<Hit>& hits, double query_frame) {
  Candidate best;
  best.query_frame = query_frame;
  const double origin = hits.front().reference_frame - kReachFrames;
  OffsetCounts counts{};
  for (double tempo = index::kTempoRatioMin; tempo <= index::kTempoRatioMax; tempo += kTempoStep) {
    counts.fill(0);
    for (const Hit& hit : hits) {
      const double offset = hit.reference_frame + tempo * (query_frame - hit.query_frame) - origin;
      if (offset >= 0 && offset < 2 * kReachFrames) ++counts[static_cast<std::size_t>(offset / kBinWidthFrames)];
    }
    const std::uint32_t most = most_in_two(counts);
    if (most <= best.votes) continue;
    std::size_t i = 0;
    while (std::uint32_t{counts[i]} + counts[i + 1] != most) ++i;
    best.votes = most;
    best.tempo_ratio = tempo;
    best.reference_frame = origin + static_cast<double>(i + 1) * kBinWidthFrames;
  }
  double shift = 0;
  double count = 0;
  for (const Hit& hit : hits) {
    const double offset = hit.reference_frame + best.tempo_ratio * (query_frame - hit.query_frame);
    if (std::abs(offset - best.reference_frame) > kBinWidthFrames) continue;
    shift += hit.shift;
    count += 1;
  }
  best.pitch_shift = count > 0 ? shift / count * dsp::kPeakPitchPerStep : 0;
  return best;
}

// The first `most` candidates, leaving out all but the best few of each recording: one that repeats itself
// would else crowd out a weaker one that sounds beside it.
std::vector<Candidate> varied(std::vector<Candidate> candidates, std::size_t most) {
  constexpr std::size_t kPerRecording = 4;
  std::map<std::string, std::size_t> count_of;
  std::vector<Candidate> chosen;
  for (Candidate& candidate : candidates) {
    if (chosen.size() == most) break;
    if (++count_of[candidate.recording_id] <= kPerRecording) chosen.push_back(std::move(candidate));
  }
  return chosen;
}

// Recordings start at multiples of the alignment with a gap before each, so that no two share a block.
std::vector<bool> blocks_left_out(const index::LandmarkSegment& segment, const LeftOut& left_out) {
  std::vector<bool> blocks;
  if (!left_out) return blocks;
  for (const index::SegmentEntry& entry : segment.entries()) {
    if (!left_out(entry.recording_id)) continue;
    blocks.resize(segment.frames() / index::kSegmentAlignmentFrames + 1, false);
    const std::uint32_t end = entry.first_frame + entry.frames;
    for (std::uint32_t frame = entry.first_frame; frame < end; frame += index::kSegmentAlignmentFrames)
      blocks[frame / index::kSegmentAlignmentFrames] = true;
  }
  return blocks;
}

}  // namespace

CandidateFinder::CandidateFinder(std::span<const index::LandmarkSegment* const> segments, const dsp::Fingerprint& query,
                                 index::ProbeDensity density, const LeftOut& left_out)
    : query_(query), density_(density) {
  for (const index::LandmarkSegment* segment : segments)
    segments_.push_back({segment, blocks_left_out(*segment, left_out)});
}

std::vector<Candidate> CandidateFinder::find(FrameRange stretch, std::size_t most) {
  TRIBUTARY_CHECK(most * kCellsPerCandidate < std::numeric_limits<std::uint16_t>::max());
  TRIBUTARY_CHECK(stretch.last - stretch.first <= kStretchFramesMax);
  const auto peak_at = [&](std::uint32_t frame) {
    const auto place = std::lower_bound(query_.peaks.begin(), query_.peaks.end(), frame,
                                        [](const dsp::Peak& peak, std::uint32_t value) { return peak.frame < value; });
    return static_cast<std::size_t>(place - query_.peaks.begin());
  };
  probes_.clear();
  index::query_probes(query_, peak_at(stretch.first), peak_at(stretch.last), density_, probes_);
  const std::size_t cells = kCellsPerCandidate * most;
  std::vector<Nominee> nominees;
  for (const Searched& searched : segments_) find_in(searched, stretch, cells, nominees);
  std::sort(nominees.begin(), nominees.end(), [](const Nominee& a, const Nominee& b) {
    if (a.cell_votes != b.cell_votes) return a.cell_votes > b.cell_votes;
    if (a.candidate.recording_id != b.candidate.recording_id)
      return a.candidate.recording_id < b.candidate.recording_id;
    return a.place < b.place;
  });
  if (nominees.size() > cells) nominees.resize(cells);
  std::stable_sort(nominees.begin(), nominees.end(),
                   [](const Nominee& a, const Nominee& b) { return a.candidate.votes > b.candidate.votes; });
  std::vector<Candidate> candidates;
  candidates.reserve(nominees.size());
  for (Nominee& nominee : nominees) candidates.push_back(std::move(nominee.candidate));
  return varied(std::move(candidates), most);
}

void CandidateFinder::look_up(const Searched& searched, FrameRange stretch) {
  const index::LandmarkSegment& segment = *searched.segment;
  // The lists lie all over memory: waiting for each in turn would take most of the time of a trace.
  constexpr std::size_t kAhead = 16;
  found_.clear();
  cell_count_ = 0;
  for (std::size_t i = 0; i < probes_.size(); ++i) {
    if (i + 2 * kAhead < probes_.size()) segment.prefetch_start(probes_[i + 2 * kAhead].key);
    if (i + kAhead < probes_.size()) segment.prefetch_postings(probes_[i + kAhead].key);
    const index::LandmarkProbe& probe = probes_[i];
    const auto pitch_min = static_cast<std::uint32_t>(std::max(0, probe.pitch - kShiftMax));
    const auto pitch_max = static_cast<std::uint32_t>(std::min(dsp::kPitchSteps - 1, probe.pitch + kShiftMax));
    const auto postings = segment.find(probe.key, pitch_min, pitch_max);
    if (!postings.empty()) keep_searched(searched.left_out, postings, probe, stretch);
  }
}

// The runs of the list between what is left out.
void CandidateFinder::keep_searched(const std::vector<bool>& left_out, std::span<const std::uint32_t> postings,
                                    const index::LandmarkProbe& probe, FrameRange stretch) {
  if (left_out.empty()) return keep(postings, probe, stretch);
  std::size_t begin = 0;
  for (std::size_t i = 0; i < postings.size(); ++i) {
    if (!left_out[index::Posting::frame_of(postings[i]) / index::kSegmentAlignmentFrames]) continue;
    if (i > begin) keep(postings.subspan(begin, i - begin), probe, stretch);
    begin = i + 1;
  }
  if (begin < postings.size()) keep(postings.subspan(begin), probe, stretch);
}

void CandidateFinder::keep(std::span<const std::uint32_t> postings, const index::LandmarkProbe& probe,
                           FrameRange stretch) {
  const CellOf cell_of(probe, stretch);
  if (cell_count_ + postings.size() > cells_.size()) cells_.resize(2 * (cell_count_ + postings.size()));
  std::uint32_t* cells = cells_.data() + cell_count_;
  for (std::size_t i = 0; i < postings.size(); ++i) cells[i] = cell_of(postings[i]);
  found_.push_back({postings, &probe, cell_count_});
  cell_count_ += postings.size();
}

void CandidateFinder::vote(std::uint32_t time_bins) {
  // Behind the last cell stands what its block and its group still reach.
  votes_.assign((time_bins + 2) * kShiftBins + kBlock.back() + kGroupCells, 0);
  for (const std::uint32_t cell : std::span(cells_).first(cell_count_)) {
    std::uint16_t& count = votes_[cell];
    count = static_cast<std::uint16_t>(count + (count != std::numeric_limits<std::uint16_t>::max() ? 1 : 0));
  }
}

// Those whose 2 x 2 blocks hold most votes, best first; of touching cells only the best.
std::vector<CandidateFinder::Cell> CandidateFinder::strongest_cells(std::size_t most) {
  // A chosen cell hides up to 8 others, so 16 times as many hold `most` that do not touch.
  const std::size_t wanted = 16 * most;
  const std::size_t groups = (votes_.size() - kBlock.back()) / kGroupCells;
  block_votes_.resize(groups * kGroupCells);
  group_most_.resize(groups);
  sum_blocks(votes_.data(), groups, block_votes_.data(), group_most_.data());
  VoteHistogram by_group;
  for (const std::uint32_t votes : group_most_) by_group.add(votes);
  const std::uint32_t enough = by_group.threshold(wanted);  // at least so many blocks have it
  VoteHistogram by_cell;
  std::vector<Cell> cells;
  for (std::size_t group = 0; group < groups; ++group) {
    if (group_most_[group] < enough) continue;
    for (std::size_t i = group * kGroupCells; i < (group + 1) * kGroupCells; ++i) {
      if (block_votes_[i] < enough) continue;
      by_cell.add(block_votes_[i]);
      cells.push_back({static_cast<std::uint32_t>(i), block_votes_[i]});
    }
  }
  const std::uint32_t threshold = by_cell.threshold(wanted);
  std::erase_if(cells, [&](const Cell& cell) { return cell.votes < threshold; });
  cells = by_votes(cells);
  std::vector<Cell> chosen;
  for (const Cell& cell : cells) {
    if (chosen.size() == most) break;
    if (std::none_of(chosen.begin(), chosen.end(), [&](const Cell& other) { return touch(cell.index, other.index); }))
      chosen.push_back(cell);
  }
  return chosen;
}

// A cell that several blocks hold belongs to the best of them.
void CandidateFinder::own(const std::vector<Cell>& cells) {
  is_owned_.assign(votes_.size(), false);
  owners_.resize(votes_.size());
  for (std::size_t i = cells.size(); i-- > 0;)
    for (const std::uint32_t offset : kBlock) {
      is_owned_[cells[i].index + offset] = true;
      owners_[cells[i].index + offset] = static_cast<std::uint16_t>(i);
    }
}

// What voted for the block of each of the cells.
std::vector<std::vector<CandidateFinder::Hit>> CandidateFinder::hits_of(const std::vector<Cell>& cells) {
  own(cells);
  std::vector<std::vector<Hit>> hits(cells.size());
  for (std::size_t i = 0; i < cells.size(); ++i) hits[i].reserve(cells[i].votes);
  auto found = found_.begin();
  for (std::size_t place = 0; place < cell_count_; ++place) {
    const std::uint32_t cell = cells_[place];
    if (!is_owned_[cell]) continue;
    while (place >= found->first_cell + found->postings.size()) ++found;
    const std::uint32_t posting = found->postings[place - found->first_cell];
    hits[owners_[cell]].push_back({static_cast<double>(index::Posting::frame_of(posting)),
                                   static_cast<double>(found->probe->frame),
                                   found->probe->pitch - static_cast<int>(index::Posting::pitch_of(posting))});
  }
  return hits;
}

void CandidateFinder::find_in(const Searched& searched, FrameRange stretch, std::size_t most,
                              std::vector<Nominee>& nominees) {
  const index::LandmarkSegment& segment = *searched.segment;
  look_up(searched, stretch);
  vote(segment.frames() / kBinFrames + 1 + 2 * kMarginBins);
  const std::vector<Cell> cells = strongest_cells(most);
  std::vector<std::vector<Hit>> hits_by_cell = hits_of(cells);
  for (std::size_t i = 0; i < cells.size(); ++i) {
    std::vector<Hit>& hits = hits_by_cell[i];
    if (hits.empty()) continue;
    const index::SegmentEntry* entry = segment.entry_at(static_cast<std::uint32_t>(hits.front().reference_frame));
    if (entry == nullptr) continue;
    for (Hit& hit : hits) hit.reference_frame -= entry->first_frame;
    Nominee nominee{fit_line(hits, stretch.centre()), cells[i].votes,
                    cells[i].index - entry->first_frame / kBinFrames * kShiftBins};
    nominee.candidate.recording_id = entry->recording_id;
    nominees.push_back(std::move(nominee));
  }
}

}  // namespace tributary::trace
