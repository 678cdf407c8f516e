#include "trace/evidence.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace tributary::trace {
namespace {

constexpr int kExtendRounds = 8;
// A drop of the evidence by more than this ends a match: what follows is another one.
constexpr double kDropMax = 30;

// The longest part of the evidence that starts at cell `from` and goes by `step`, in cells.
std::size_t best_run(const std::vector<double>& evidence, std::size_t from, int step, std::size_t most) {
  double sum = 0;
  double best = 0;
  std::size_t length = 0;
  for (std::size_t i = 0; i < most; ++i) {
    sum += evidence[step > 0 ? from + i : from - i];
    if (sum > best) {
      best = sum;
      length = i + 1;
    }
    if (sum < best - kDropMax) break;
  }
  return length;
}

// The log of the odds of finding, or missing, a peak under "same recording" and "chance".
class LogOdds {
 public:
  explicit LogOdds(const MatchModel& model) : rates_(model.rates), levels_(model.levels) {
    for (std::size_t i = 0; i < rates_.size(); ++i) {
      rates_[i] = std::min(rates_[i], kRateMax);
      log_found_[i] = std::log(rates_[i]);
      log_missed_[i] = std::log1p(-rates_[i]);
    }
  }
  double operator()(std::size_t prominence_class, const Chance& chance, const std::optional<LevelPair>& found) const {
    return presence(prominence_class, chance, found.has_value()) + (found ? levels_.log_odds(*found) : 0);
  }

 private:
  double presence(std::size_t prominence_class, const Chance& chance, bool found) const {
    // The recording itself adds its own peak to those that are there by chance.
    const double least = std::min(static_cast<double>(chance.probability) * 1.1 + 0.005, kRateMax);
    if (least > rates_[prominence_class])
      return found ? std::log(least) - static_cast<double>(chance.log_found)
                   : std::log1p(-least) - static_cast<double>(chance.log_missed);
    return found ? log_found_[prominence_class] - static_cast<double>(chance.log_found)
                 : log_missed_[prominence_class] - static_cast<double>(chance.log_missed);
  }

  static constexpr double kRateMax = 0.97;
  RepeatRates rates_;
  const LevelAgreement& levels_;
  RepeatRates log_found_{};
  RepeatRates log_missed_{};
};

}  // namespace

template <typename Visit>
void LineEvidence::for_each_trial(const Line& line, Span span, const Visit& visit) const {
  for_each_pair(query_, reference_.peaks(), line, span, Tolerance{}, [&](const PeakPair& pair) {
    if (pair.query_peak && !claimed_.empty() && claimed_[*pair.query_peak]) return;
    std::optional<LevelPair> levels;
    if (pair.query_peak) {
      const dsp::Peak& peak = query_.peaks()[*pair.query_peak];
      levels = {peak.level - reference_.peaks()[pair.reference_peak].level,
                query_.level_chance(peak.frame, peak.pitch, peak.level)};
    }
    visit(pair.query_frame, reference_.prominence_class(pair.reference_peak),
          query_.chance(pair.query_frame, pair.query_pitch), levels);
  });
}

MatchModel LineEvidence::fit(const Line& line, Span span) const {
  RepeatRates found_count{};
  RepeatRates expected{};
  RepeatRates count{};
  std::vector<LevelPair> levels;
  for_each_trial(line, span, [&](double, std::size_t prominence_class, const Chance& chance, const auto& found) {
    count[prominence_class] += 1;
    expected[prominence_class] += static_cast<double>(chance.probability);
    found_count[prominence_class] += found ? 1 : 0;
    if (found) levels.push_back(*found);
  });
  MatchModel model;
  for (std::size_t i = 0; i < count.size(); ++i)
    model.rates[i] = std::max((found_count[i] + 1) / (count[i] + 2), (expected[i] + 0.05) / (count[i] + 1));
  model.levels = LevelAgreement::fit(levels);
  return model;
}

std::vector<double> LineEvidence::by_cell(const Line& line, Span span, const MatchModel& model) const {
  const LogOdds log_odds(model);
  std::vector<double> cells(static_cast<std::size_t>(std::max(0.0, span.length()) / kCellFrames) + 1, 0);
  for_each_trial(line, span,
                 [&](double query_frame, std::size_t prominence_class, const Chance& chance, const auto& found) {
                   const auto cell = static_cast<std::size_t>(std::max(0.0, query_frame - span.first) / kCellFrames);
                   cells[std::min(cell, cells.size() - 1)] += log_odds(prominence_class, chance, found);
                 });
  return cells;
}

double LineEvidence::total(const Line& line, Span span, const MatchModel& model) const {
  const LogOdds log_odds(model);
  double sum = 0;
  for_each_trial(line, span, [&](double, std::size_t prominence_class, const Chance& chance, const auto& found) {
    sum += log_odds(prominence_class, chance, found);
  });
  return sum;
}

double LineEvidence::periodic(const Line& line, Span span, const MatchModel& model) const {
  constexpr double kChunkFrames = 156;
  constexpr std::size_t kChunksMax = 12;
  const auto chunks = static_cast<std::size_t>(std::ceil(span.length() / kChunkFrames));
  const std::size_t stride = (chunks + kChunksMax - 1) / kChunksMax;
  double sum = 0;
  std::size_t visited = 0;
  for (std::size_t i = 0; i < chunks; i += stride, ++visited) {
    const double first = span.first + static_cast<double>(i) * kChunkFrames;
    sum += periodic_in({first, std::min(first + kChunkFrames, span.last)}, line, model);
  }
  return visited == 0 ? 0 : sum * static_cast<double>(chunks) / static_cast<double>(visited);
}

double LineEvidence::periodic_in(Span chunk, const Line& line, const MatchModel& model) const {
  constexpr int kShiftFramesMin = 6;
  constexpr int kShiftFramesMax = 72;
  std::vector<double> moved_evidence;
  for (int shift = kShiftFramesMin; shift <= kShiftFramesMax; shift += 2)
    for (const int signed_shift : {shift, -shift}) {
      Line moved = line;
      moved.reference_origin += signed_shift * line.tempo_ratio;
      moved_evidence.push_back(total(moved, chunk, model));
    }
  std::sort(moved_evidence.begin(), moved_evidence.end());
  // The best of so many offsets lies this far out by chance alone, by a few nats; only the rest repeats.
  constexpr double kDeviations = 2.7;
  constexpr double kQuartileInDeviations = 0.6745;
  constexpr double kChanceMax = 8;
  const double median = moved_evidence[moved_evidence.size() / 2];
  const double deviation = (median - moved_evidence[moved_evidence.size() / 4]) / kQuartileInDeviations;
  return std::max(0.0, moved_evidence.back() - std::clamp(median + kDeviations * deviation, 0.0, kChanceMax));
}

double LineEvidence::robust(const Line& line, Span span, double sufficient) const {
  const MatchModel model = fit(line, span);
  const std::vector<double> cells = by_cell(line, span, model);
  constexpr auto kEpisodeCells = static_cast<std::size_t>(kEpisodeFrames / kCellFrames);
  double sum = 0;
  double best_episode = 0;
  double episode = 0;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    sum += cells[i];
    episode += cells[i] - (i >= kEpisodeCells ? cells[i - kEpisodeCells] : 0);
    best_episode = std::max(best_episode, episode);
  }
  const double without_episode = sum - best_episode;
  // What is periodic only takes away, and is costly to find.
  return without_episode < sufficient ? without_episode : without_episode - periodic(line, span, model);
}

Region extend(const QueryGrid& query, const ReferencePeaks& reference, const std::vector<bool>& claimed, Line& line,
              Span seed) {
  constexpr double kCell = LineEvidence::kCellFrames;
  const LineEvidence evidence_of(query, reference, claimed);
  const double frames = query.frames();
  const MatchModel model = evidence_of.fit(line, seed);
  Region region{seed, 0};
  for (int round = 0; round < kExtendRounds; ++round) {
    // Half as much again on both sides: far from what fixed the line, the line is not yet to be trusted.
    const double reach = std::max(4 * kCell, region.span.length() / 2);
    const Span wide{std::floor(std::max(0.0, region.span.first - reach) / kCell) * kCell,
                    std::min(region.span.last + reach, frames)};
    const auto evidence = evidence_of.by_cell(line, wide, model);
    const auto middle = std::min(
        static_cast<std::size_t>(std::max(0.0, (region.span.first + region.span.last) / 2 - wide.first) / kCell),
        evidence.size() - 1);
    const std::size_t after = best_run(evidence, middle, 1, evidence.size() - middle);
    const std::size_t before = middle > 0 ? best_run(evidence, middle - 1, -1, middle) : 0;
    if (after + before == 0) return {region.span, 0};
    Region next;
    next.span.first = wide.first + static_cast<double>(middle - before) * kCell;
    next.span.last = std::min(wide.first + static_cast<double>(middle + after) * kCell, frames);
    for (std::size_t i = middle - before; i < middle + after; ++i) next.evidence += evidence[i];
    const bool settled = next.span.first == region.span.first && next.span.last == region.span.last;
    region = next;
    if (settled) break;
    line = refine(query, reference.peaks(), line, region.span);
  }
  return region;
}

}  // namespace tributary::trace
