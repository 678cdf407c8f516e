#include "index/landmark.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace tributary::index {
namespace {

constexpr int kPitchPerSemitone = dsp::kPitchStepsPerSemitone * dsp::kPeakPitchPerStep;
constexpr int kZonePitch = 12 * kPitchPerSemitone;  // an octave up and down
constexpr std::uint32_t kZoneFramesMin = 3;
constexpr std::uint32_t kZoneFramesMax = 64;  // 1 s
constexpr std::uint32_t kSpanFramesMin = 10;  // shorter spans say too little about time ratios
constexpr std::size_t kReferenceNeighbours = 3;
constexpr std::size_t kReferenceTriples = 2;
constexpr std::size_t kLightQueryNeighbours = 5;
constexpr std::size_t kFullQueryNeighbours = 7;

constexpr int kPitchCells = 49;  // one per half semitone, centred on the tempered intervals
constexpr int kRatioCells = 12;
constexpr int kSpanCells = 8;
constexpr double kSpanCellRatio = 1.26;

// How far a peak's distance may be off and still be looked for in the neighbouring cell.
constexpr int kPitchSlack = 2;  // sixteenths of a semitone
constexpr double kTimeSlackFrames = 0.75;

// One or more adjacent cells, [first, last].
struct CellRange {
  int first = 0;
  int last = 0;
};

int pitch_cell(int distance) {
  return std::clamp((distance + kZonePitch + kPitchPerSemitone / 4) / (kPitchPerSemitone / 2), 0, kPitchCells - 1);
}

int ratio_cell(double ratio) { return std::clamp(static_cast<int>(ratio * kRatioCells), 0, kRatioCells - 1); }

int span_cell(double span_frames) {
  static const double scale = 1 / std::log(kSpanCellRatio);
  return std::clamp(static_cast<int>(std::floor(std::log(span_frames / kSpanFramesMin) * scale)), 0, kSpanCells - 1);
}

// The middle of a span cell over the query's span, within the range of tempi.
float tempo_ratio_of(int cell, double query_span_frames) {
  static const std::array<double, kSpanCells> middles = [] {
    std::array<double, kSpanCells> frames{};
    for (std::size_t i = 0; i < frames.size(); ++i)
      frames[i] = kSpanFramesMin * std::pow(kSpanCellRatio, static_cast<double>(i) + 0.5);
    return frames;
  }();
  return static_cast<float>(
      std::clamp(middles[static_cast<std::size_t>(cell)] / query_span_frames, kTempoRatioMin, kTempoRatioMax));
}

// Where the landmarks of recordings lie that a query's triples of one span may stand for.
struct QuerySpan {
  CellRange cells;
  std::array<float, kSpanCells> tempo_ratios{};
};

// By the span in frames, kSpanFramesMin to kZoneFramesMax.
const std::array<QuerySpan, kZoneFramesMax + 1>& query_spans() {
  static const std::array<QuerySpan, kZoneFramesMax + 1> kSpans = [] {
    std::array<QuerySpan, kZoneFramesMax + 1> spans{};
    for (std::size_t frames = kSpanFramesMin; frames < spans.size(); ++frames) {
      const auto span = static_cast<double>(frames);
      // A query that plays faster than its source has shorter spans than the source.
      spans[frames].cells = {span_cell(std::max(1.0, span * kTempoRatioMin)), span_cell(span * kTempoRatioMax)};
      for (int cell = 0; cell < kSpanCells; ++cell)
        spans[frames].tempo_ratios[static_cast<std::size_t>(cell)] = tempo_ratio_of(cell, span);
    }
    return spans;
  }();
  return kSpans;
}

std::uint32_t make_key(int second_pitch, int third_pitch, int ratio, int span) {
  return static_cast<std::uint32_t>(((second_pitch * kPitchCells + third_pitch) * kRatioCells + ratio) * kSpanCells +
                                    span);
}

int pitch_distance(const dsp::Peak& from, const dsp::Peak& to) {
  return static_cast<int>(to.pitch) - static_cast<int>(from.pitch);
}

// The strongest peaks after `anchor` within its zone, in time order.
template <std::size_t kCount>
std::size_t strongest_neighbours(const std::vector<dsp::Peak>& peaks, std::size_t anchor,
                                 std::array<std::size_t, kCount>& chosen) {
  std::size_t count = 0;
  for (std::size_t i = anchor + 1; i < peaks.size() && peaks[i].frame <= peaks[anchor].frame + kZoneFramesMax; ++i) {
    if (peaks[i].frame < peaks[anchor].frame + kZoneFramesMin) continue;
    if (std::abs(pitch_distance(peaks[anchor], peaks[i])) > kZonePitch) continue;
    if (count < kCount) {
      chosen[count++] = i;
      continue;
    }
    const auto weakest = std::min_element(
        chosen.begin(), chosen.end(), [&](std::size_t a, std::size_t b) { return peaks[a].level < peaks[b].level; });
    if (peaks[*weakest].level >= peaks[i].level) continue;
    std::copy(weakest + 1, chosen.end(), weakest);
    chosen.back() = i;
  }
  return count;
}

constexpr std::size_t kAllTriples = kFullQueryNeighbours * (kFullQueryNeighbours - 1) / 2;

// Calls visit(second, third) for the first `most` pairs of the neighbours that span enough time.
template <std::size_t kCount, typename Visit>
void for_each_triple(const std::vector<dsp::Peak>& peaks, std::size_t anchor, std::size_t most, const Visit& visit) {
  std::array<std::size_t, kCount> neighbours{};
  const std::size_t count = strongest_neighbours(peaks, anchor, neighbours);
  std::size_t visited = 0;
  for (std::size_t c = 1; c < count; ++c) {
    const dsp::Peak& third = peaks[neighbours[c]];
    if (third.frame - peaks[anchor].frame < kSpanFramesMin) continue;
    for (std::size_t b = 0; b < c && visited < most; ++b, ++visited) visit(peaks[neighbours[b]], third);
  }
}

CellRange pitch_cells(int distance) { return {pitch_cell(distance - kPitchSlack), pitch_cell(distance + kPitchSlack)}; }

// Every key that the triple may be stored under.
void add_probes(const dsp::Peak& anchor, const dsp::Peak& second, const dsp::Peak& third,
                std::vector<LandmarkProbe>& probes) {
  const auto pitch = static_cast<std::uint8_t>(anchor.pitch / dsp::kPeakPitchPerStep);
  const double span = third.frame - anchor.frame;
  const double ratio = (second.frame - anchor.frame) / span;
  const double slack = kTimeSlackFrames / span;
  const CellRange seconds = pitch_cells(pitch_distance(anchor, second));
  const CellRange thirds = pitch_cells(pitch_distance(anchor, third));
  const CellRange ratios{ratio_cell(std::max(0.0, ratio - slack)), ratio_cell(ratio + slack)};
  const QuerySpan& of_span = query_spans()[third.frame - anchor.frame];
  const CellRange spans = of_span.cells;
  for (int b = seconds.first; b <= seconds.last; ++b)
    for (int c = thirds.first; c <= thirds.last; ++c)
      for (int r = ratios.first; r <= ratios.last; ++r)
        for (int s = spans.first; s <= spans.last; ++s)
          probes.push_back(
              {make_key(b, c, r, s), anchor.frame, pitch, of_span.tempo_ratios[static_cast<std::size_t>(s)]});
}

}  // namespace

std::vector<Landmark> reference_landmarks(const dsp::Fingerprint& fingerprint) {
  std::vector<Landmark> landmarks;
  const auto& peaks = fingerprint.peaks;
  for (std::size_t i = 0; i < peaks.size(); ++i) {
    const dsp::Peak& anchor = peaks[i];
    for_each_triple<kReferenceNeighbours>(
        peaks, i, kReferenceTriples, [&](const dsp::Peak& second, const dsp::Peak& third) {
          const double span = third.frame - anchor.frame;
          const double ratio = (second.frame - anchor.frame) / span;
          Landmark landmark;
          landmark.key = make_key(pitch_cell(pitch_distance(anchor, second)), pitch_cell(pitch_distance(anchor, third)),
                                  ratio_cell(ratio), span_cell(span));
          landmark.frame = anchor.frame;
          landmark.pitch = static_cast<std::uint8_t>(anchor.pitch / dsp::kPeakPitchPerStep);
          landmarks.push_back(landmark);
        });
  }
  return landmarks;
}

void query_probes(const dsp::Fingerprint& fingerprint, std::size_t first, std::size_t last, ProbeDensity density,
                  std::vector<LandmarkProbe>& probes) {
  const auto& peaks = fingerprint.peaks;
  for (std::size_t i = first; i < last; ++i) {
    const auto visit = [&](const dsp::Peak& second, const dsp::Peak& third) {
      add_probes(peaks[i], second, third, probes);
    };
    if (density == ProbeDensity::kFull)
      for_each_triple<kFullQueryNeighbours>(peaks, i, kAllTriples, visit);
    else
      for_each_triple<kLightQueryNeighbours>(peaks, i, kAllTriples, visit);
  }
}

}  // namespace tributary::index
