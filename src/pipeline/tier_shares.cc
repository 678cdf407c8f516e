#include "pipeline/tier_shares.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <set>
#include <vector>

namespace tributary::pipeline {
namespace {

// The replicates of what claims have together, each with a weight.
using Weights = std::map<std::size_t, double>;  // by claim

class Intervals {
 public:
  Intervals(std::vector<std::vector<double>> replicates, const trace::TierCalibration& calibration)
      : replicates_(std::move(replicates)), calibration_(calibration) {}

  trace::ShareInterval of(double share, const Weights& weights) const {
    std::vector<double> sums;
    for (const std::vector<double>& replicate : replicates_) {
      double sum = 0;
      for (const auto& [claim, weight] : weights) sum += weight * replicate[claim];
      sums.push_back(sum);
    }
    return trace::interval_of(share, sums, calibration_);
  }

 private:
  std::vector<std::vector<double>> replicates_;
  const trace::TierCalibration& calibration_;
};

Ppm ppm_of(double fraction) { return static_cast<Ppm>(std::lround(fraction * kWholePpm)); }
double fraction_of(Ppm ppm) { return static_cast<double>(ppm) / kWholePpm; }

bool is_before(const RecordingShare& a, const RecordingShare& b) {
  return a.share_ppm != b.share_ppm ? a.share_ppm > b.share_ppm : a.recording_id < b.recording_id;
}

// What a party has of each claim, and of the shares.
struct Party {
  Weights weights;
  double share_ppm = 0;
};

std::vector<NamedShare> described(const std::map<std::string, Party>& parties, const Intervals& intervals) {
  std::vector<NamedShare> shares;
  for (const auto& [name, party] : parties) {
    NamedShare share{name, static_cast<Ppm>(std::lround(party.share_ppm)), 0, 0};
    if (share.share_ppm == 0) continue;
    const auto interval = intervals.of(fraction_of(share.share_ppm), party.weights);
    share.low_ppm = std::min(share.share_ppm, ppm_of(interval.low));
    share.high_ppm = std::max(share.share_ppm, ppm_of(interval.high));
    shares.push_back(std::move(share));
  }
  std::sort(shares.begin(), shares.end(), [](const NamedShare& a, const NamedShare& b) {
    return a.share_ppm != b.share_ppm ? a.share_ppm > b.share_ppm : a.name < b.name;
  });
  return shares;
}

// Each recording's owners, added up where one is named twice.
std::map<std::string, double> owners_of(const Recording& recording) {
  std::map<std::string, double> owners;
  for (const Ownership& owner : recording.owners)
    if (!owner.owner.empty()) owners[owner.owner] += fraction_of(owner.share_ppm);
  return owners;
}

}  // namespace

std::string holder_of(const Search& search, const std::string& recording_id) {
  const Recording& recording = search.recording(recording_id);
  std::string holder;
  for (const auto& [owner, part] : owners_of(recording)) holder += owner + "\n";
  return holder.empty() ? recording.artist : holder;
}

void fill_shares(const Search& search, const std::map<std::string, double>& fractions, TierAnswer& answer) {
  std::vector<double> parts;
  for (const auto& [id, fraction] : fractions) parts.push_back(fraction);
  const std::vector<Ppm> ppm = apportion_ppm(parts);
  answer.unattributed_ppm = ppm.back();
  std::size_t i = 0;
  for (const auto& [id, fraction] : fractions) {
    const Recording& recording = search.recording(id);
    if (ppm[i] > 0)
      answer.shares.push_back(
          {id, recording.work_id, recording.title, recording.artist, recording.path, ppm[i], ppm[i], ppm[i]});
    ++i;
  }
  std::sort(answer.shares.begin(), answer.shares.end(), is_before);
}

void fill_shares(const Search& search, const trace::ShareGame& game, std::span<const Evidence> evidence,
                 const trace::TierCalibration& tier, std::uint64_t seed, TierAnswer& answer) {
  std::vector<double> probabilities;
  std::vector<trace::ClaimEvidence> of_claims;
  for (const Evidence& one : evidence) {
    probabilities.push_back(trace::probability_of(*one.evidence.calibration, one.evidence.excess, answer.recordings));
    of_claims.push_back(one.evidence);
  }
  const std::vector<double> by_claim = game.play(probabilities);
  std::map<std::string, double> fractions;
  std::map<std::string, Weights> claims;
  Weights all;
  for (std::size_t i = 0; i < evidence.size(); ++i) {
    fractions[evidence[i].recording_id] += by_claim[i];
    claims[evidence[i].recording_id][i] = 1;
    all[i] = 1;
  }
  fill_shares(search, fractions, answer);
  const Intervals intervals(trace::resampled_shares(game, of_claims, answer.recordings, seed), tier);
  std::map<std::string, Party> artists;
  std::map<std::string, Party> owners;
  for (RecordingShare& share : answer.shares) {
    const Weights& own = claims[share.recording_id];
    const auto interval = intervals.of(fraction_of(share.share_ppm), own);
    share.low_ppm = std::min(share.share_ppm, ppm_of(interval.low));
    share.high_ppm = std::max(share.share_ppm, ppm_of(interval.high));
    const auto give = [&](Party& party, double part) {
      for (const auto& [claim, weight] : own) party.weights[claim] += part * weight;
      party.share_ppm += part * share.share_ppm;
    };
    if (!share.artist.empty()) give(artists[share.artist], 1);
    for (const auto& [owner, part] : owners_of(search.recording(share.recording_id))) give(owners[owner], part);
  }
  answer.artists = described(artists, intervals);
  answer.owners = described(owners, intervals);
  const auto explained = intervals.of(fraction_of(kWholePpm - answer.unattributed_ppm), all);
  answer.unattributed_low_ppm = std::min(answer.unattributed_ppm, ppm_of(1 - explained.high));
  answer.unattributed_high_ppm = std::max(answer.unattributed_ppm, ppm_of(1 - explained.low));
}

}  // namespace tributary::pipeline
