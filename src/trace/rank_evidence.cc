#include "trace/rank_evidence.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace tributary::trace {
namespace {

constexpr double kCellFrames = 31.25;  // half a second
constexpr std::size_t kEpisodeCells = 3;

// How much more frequent a rank is where the recording sounds: the part `sounding` of its peaks lies at
// ranks of density steepness * r^(steepness - 1), r in (0, 1), the rest anywhere.
struct RankModel {
  std::array<double, dsp::kEnergyRanks> log_odds{};

  RankModel() = default;
  RankModel(double sounding, double steepness) {
    for (std::size_t rank = 0; rank < log_odds.size(); ++rank) {
      const double r = (static_cast<double>(rank) + 0.5) / dsp::kEnergyRanks;
      log_odds[rank] = std::log(1 - sounding + sounding * steepness * std::pow(r, steepness - 1));
    }
  }
};

const std::vector<RankModel>& models() {
  static const std::vector<RankModel> kModels = [] {
    std::vector<RankModel> all;
    for (const double steepness : {3.0, 6.0, 12.0})
      for (double sounding = 0.1; sounding < 0.95; sounding += 0.1) all.emplace_back(sounding, steepness);
    return all;
  }();
  return kModels;
}

}  // namespace

template <typename Visit>
void RankEvidence::for_each_rank(const Line& line, Span span, const Visit& visit) const {
  const auto peaks = reference_.peaks();
  const auto by_frame = [](const dsp::Peak& peak, double frame) { return peak.frame < frame; };
  const auto begin =
      std::lower_bound(peaks.begin(), peaks.end(), line.reference_at(std::max(0.0, span.first)), by_frame);
  const double last = std::min(span.last, static_cast<double>(query_.frames()));
  for (auto peak = begin; peak < peaks.end(); ++peak) {
    const double frame = line.query_at(peak->frame);
    if (frame >= last) break;
    const long place = std::lround(frame);
    const long step = std::lround((peak->pitch + line.pitch_shift) / dsp::kPeakPitchPerStep);
    if (place < 0 || place >= static_cast<long>(query_.frames()) || step < 0 || step >= dsp::kPitchSteps) continue;
    visit(frame, reference_.prominence_class(static_cast<std::size_t>(peak - peaks.begin())),
          static_cast<std::size_t>(query_.at(static_cast<std::uint32_t>(place), static_cast<int>(step))));
  }
}

RankEvidence::Odds RankEvidence::fit(const Line& line, Span span) const {
  Histograms histograms{};
  for_each_rank(line, span, [&](double, std::size_t prominence_class, std::size_t rank) {
    histograms[prominence_class][rank] += 1;
  });
  Odds odds{};
  for (std::size_t i = 0; i < odds.size(); ++i) {
    double best = 0;
    for (const RankModel& model : models()) {
      const double sum = std::inner_product(histograms[i].begin(), histograms[i].end(), model.log_odds.begin(), 0.0);
      if (sum <= best) continue;
      best = sum;
      odds[i] = model.log_odds;
    }
  }
  return odds;
}

std::vector<double> RankEvidence::by_cell(const Line& line, Span span, const Odds& odds) const {
  std::vector<double> cells(static_cast<std::size_t>(std::max(0.0, span.length()) / kCellFrames) + 1, 0);
  for_each_rank(line, span, [&](double frame, std::size_t prominence_class, std::size_t rank) {
    const auto cell = static_cast<std::size_t>(std::max(0.0, frame - span.first) / kCellFrames);
    cells[std::min(cell, cells.size() - 1)] += odds[prominence_class][rank];
  });
  return cells;
}

// The most that the line reaches moved, each time with the model that suits it best.
double RankEvidence::moved(const Line& line, Span span) const {
  constexpr int kShiftFramesMin = 6;
  constexpr int kShiftFramesMax = 72;
  double most = 0;
  for (int shift = kShiftFramesMin; shift <= kShiftFramesMax; shift += 2)
    for (const int signed_shift : {shift, -shift}) {
      Line moved = line;
      moved.reference_origin += signed_shift * line.tempo_ratio;
      const auto cells = by_cell(moved, span, fit(moved, span));
      most = std::max(most, std::accumulate(cells.begin(), cells.end(), 0.0));
    }
  return most;
}

double RankEvidence::robust(const Line& line, Span span) const {
  if (query_.frames() == 0) return 0;
  const auto cells = by_cell(line, span, fit(line, span));
  double episode = 0;
  double best_episode = 0;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    episode += cells[i] - (i >= kEpisodeCells ? cells[i - kEpisodeCells] : 0);
    best_episode = std::max(best_episode, episode);
  }
  // The best of so many moved lines reaches this much by chance.
  constexpr double kMovedByChance = 6;
  const double total = std::accumulate(cells.begin(), cells.end(), 0.0);
  return std::max(0.0, total - best_episode - std::max(0.0, moved(line, span) - kMovedByChance));
}

}  // namespace tributary::trace
