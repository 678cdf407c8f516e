#include "pipeline/tracer.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <span>
#include <tuple>
#include <utility>
#include <vector>

#include "base/hash.h"
#include "base/parallel.h"
#include "pipeline/feature_extraction.h"
#include "pipeline/tier_shares.h"
#include "trace/calibration_file.h"
#include "trace/composition_shares.h"
#include "trace/shares.h"
#include "trace/time_cells.h"

namespace tributary {
namespace {

Match describe(const trace::VerifiedMatch& match, double query_duration_s, double reference_duration_s) {
  Match result;
  result.recording_id = match.recording_id;
  const auto reference_second = [&](double query_frame) {
    return std::clamp(dsp::frames_to_seconds(match.line.reference_at(query_frame)), 0.0, reference_duration_s);
  };
  result.query_start_s = dsp::frames_to_seconds(match.span.first);
  result.query_end_s = std::min(dsp::frames_to_seconds(match.span.last), query_duration_s);
  result.reference_start_s = reference_second(match.span.first);
  result.reference_end_s = reference_second(match.span.last);
  result.tempo_ratio = match.line.tempo_ratio;
  result.pitch_shift_semitones = match.line.pitch_shift / (dsp::kPitchStepsPerSemitone * dsp::kPeakPitchPerStep);
  result.score = match.evidence;
  result.threshold = match.sufficient;
  return result;
}

Match describe(const trace::CompositionMatch& match, double query_duration_s, double reference_duration_s) {
  const trace::CompositionRegion& region = match.region;
  Match result;
  result.tier = Tier::kComposition;
  result.recording_id = match.recording_id;
  result.query_start_s = region.query_begin_s;
  result.query_end_s = std::min(region.query_end_s, query_duration_s);
  result.reference_start_s = region.reference_begin_s;
  result.reference_end_s = std::min(region.reference_end_s, reference_duration_s);
  result.tempo_ratio = region.tempo_ratio;
  result.pitch_shift_semitones = region.transposition;
  result.score = match.normalised_score;
  return result;
}

// The match of a tier with the lowest score, the last of several; a tier's answer without it.
const Match* weakest_of(const std::vector<Match>& matches, Tier tier) {
  const Match* weakest = nullptr;
  for (const Match& match : matches)
    if (match.tier == tier && (weakest == nullptr || match.score <= weakest->score)) weakest = &match;
  return weakest;
}

// What is the same for all tiers of one trace.
struct Scene {
  const pipeline::Search& search;
  const pipeline::Features& features;
  const trace::Calibration& calibration;
  Detail detail;
  std::uint64_t seed;  // of the intervals
};

const trace::TierCalibration& calibration_of(const Scene& scene, const trace::VerifiedMatch& match) {
  return match.line.is_unchanged() ? scene.calibration.recording : scene.calibration.moved;
}

double probability_of(const Scene& scene, const trace::VerifiedMatch& match) {
  return trace::probability_of(calibration_of(scene, match), match.evidence - match.sufficient,
                               scene.search.snapshot().recordings);
}

double probability_of(const Scene& scene, const trace::CompositionMatch& match) {
  return trace::probability_of(scene.calibration.composition, match.normalised_score - trace::kCompositionThreshold,
                               static_cast<std::int64_t>(scene.search.compositions()));
}

// What a composition's score is asked to reach in this catalog.
double asked_of_compositions(const Scene& scene) {
  const auto compositions = static_cast<std::int64_t>(scene.search.compositions());
  return trace::kCompositionThreshold + trace::naming_excess(scene.calibration.composition, compositions);
}

// The others are gone as if they had not been found: who was an alternative to them stands in their place.
std::vector<trace::VerifiedMatch> likely(const Scene& scene, std::vector<trace::VerifiedMatch> matches) {
  for (std::size_t i = matches.size(); i-- > 0;)
    if (probability_of(scene, matches[i]) < trace::kNamingProbability) matches = trace::without(matches, i);
  return matches;
}

std::vector<trace::CompositionMatch> likely(const Scene& scene, std::vector<trace::CompositionMatch> matches) {
  std::erase_if(matches, [&](const auto& match) { return probability_of(scene, match) < trace::kNamingProbability; });
  return matches;
}

struct RecordingAnswer {
  TierAnswer answer;
  trace::HeardParts heard;
};

RecordingAnswer recording_tier(const Scene& scene, const std::vector<trace::VerifiedMatch>& matches) {
  std::vector<trace::Claim> claims;
  std::vector<pipeline::Evidence> evidence;
  for (const trace::VerifiedMatch& match : matches) {
    claims.push_back({&match, scene.search.recording(match.recording_id).work_id,
                      pipeline::holder_of(scene.search, match.recording_id)});
    evidence.push_back({match.recording_id,
                        {&calibration_of(scene, match), match.evidence - match.sufficient,
                         dsp::frames_to_seconds(match.span.length())}});
  }
  const trace::ShareGame game(trace::voices_of(scene.features.fingerprint, scene.features.sounding_weights, claims),
                              trace::players_of(std::span<const trace::Claim>(claims)));
  RecordingAnswer tier{{}, trace::heard_parts(game.voices(), claims)};
  tier.answer.recordings = scene.search.snapshot().recordings;
  pipeline::fill_shares(scene.search, game, evidence, scene.calibration.recording, scene.seed, tier.answer);
  return tier;
}

// Returns what it heard of each recording.
trace::HeardParts answer_recording_tier(const Scene& scene, const std::vector<trace::VerifiedMatch>& matches,
                                        TraceAnswer& answer) {
  std::vector<Match> described;
  for (const trace::VerifiedMatch& match : matches) {
    described.push_back(describe(match, answer.query_duration_s, match.reference->fingerprint().duration_s));
    described.back().probability = probability_of(scene, match);
  }
  answer.matches.insert(answer.matches.end(), described.begin(), described.end());
  RecordingAnswer tier = recording_tier(scene, matches);
  answer.recording = std::move(tier.answer);
  const Match* weakest = weakest_of(described, Tier::kRecording);
  if (scene.detail == Detail::kAnswer || weakest == nullptr) return std::move(tier.heard);
  const auto left_out = static_cast<std::size_t>(weakest - described.data());
  answer.variations.push_back({*weakest, recording_tier(scene, trace::without(matches, left_out)).answer});
  return std::move(tier.heard);
}

TierAnswer composition_tier(const Scene& scene, double duration_s, const std::vector<trace::CompositionClaim>& claims,
                            const trace::HeardParts& heard) {
  std::vector<pipeline::Evidence> evidence;
  for (const trace::CompositionClaim& claim : claims) {
    const trace::CompositionMatch& match = *claim.match;
    evidence.push_back({match.recording_id,
                        {&scene.calibration.composition, match.normalised_score - trace::kCompositionThreshold,
                         match.region.query_end_s - match.region.query_begin_s}});
  }
  const trace::ShareGame game(
      trace::composition_voices(scene.features.composition, duration_s, scene.features.sounding_weights, claims, heard),
      trace::players_of(std::span<const trace::CompositionClaim>(claims)));
  TierAnswer answer;
  answer.recordings = static_cast<std::int64_t>(scene.search.compositions());
  pipeline::fill_shares(scene.search, game, evidence, scene.calibration.composition, scene.seed, answer);
  return answer;
}

Result<void> answer_composition_tier(const Scene& scene, const std::vector<trace::CompositionMatch>& matches,
                                     const trace::HeardParts& heard, TraceAnswer& answer) {
  std::vector<trace::CompositionClaim> claims;
  std::vector<Match> described;
  const double asked = asked_of_compositions(scene);
  for (const trace::CompositionMatch& match : matches) {
    const Recording& recording = scene.search.recording(match.recording_id);
    TRIBUTARY_ASSIGN(auto reference, scene.search.composition(match.recording_id));
    claims.push_back(
        {&match, recording.work_id, std::move(reference), pipeline::holder_of(scene.search, match.recording_id)});
    described.push_back(describe(match, answer.query_duration_s, recording.duration_s));
    described.back().threshold = asked;
    described.back().probability = probability_of(scene, match);
  }
  answer.matches.insert(answer.matches.end(), described.begin(), described.end());
  answer.composition = composition_tier(scene, answer.query_duration_s, claims, heard);
  const Match* weakest = weakest_of(described, Tier::kComposition);
  if (scene.detail == Detail::kAnswer || weakest == nullptr) return {};
  claims.erase(claims.begin() + (weakest - described.data()));
  answer.variations.push_back({*weakest, composition_tier(scene, answer.query_duration_s, claims, heard)});
  return {};
}

// A style match has no place in the recording and no key: it is about the whole of its sound.
void answer_style_tier(const pipeline::Search& search, const pipeline::Features& features, TraceAnswer& answer) {
  const std::vector<trace::StyleMatch> matches = search.find_styles(features.style_windows);
  std::map<std::string, double> fractions;
  std::vector<double> edges_s;
  for (const trace::StyleMatch& match : matches) {
    edges_s.insert(edges_s.end(), {match.query_begin_s, match.query_end_s});
    Match described;
    described.tier = Tier::kStyle;
    described.recording_id = match.recording_id;
    described.query_start_s = match.query_begin_s;
    described.query_end_s = std::min(match.query_end_s, answer.query_duration_s);
    described.reference_end_s = search.recording(match.recording_id).duration_s;
    described.score = match.score;
    answer.matches.push_back(described);
  }
  for (const trace::TimeCell& cell :
       trace::divide_into_cells(answer.query_duration_s, features.sounding_weights, edges_s))
    for (const trace::StyleMatch& match : matches)
      if (match.query_begin_s <= cell.middle_s && cell.middle_s < match.query_end_s)
        fractions[match.recording_id] += cell.weight;
  answer.style.recordings = static_cast<std::int64_t>(search.styles());
  pipeline::fill_shares(search, fractions, answer.style);
}

Error cannot_compare(const std::filesystem::path& file, const Error& error) {
  return {ErrorCode::kWorkspace, file.string() + ": cannot be compared: " + error.message};
}

}  // namespace

Tracer::Tracer(std::unique_ptr<State> state) : state_(std::move(state)) {}
Tracer::Tracer(Tracer&&) noexcept = default;
Tracer& Tracer::operator=(Tracer&&) noexcept = default;
Tracer::~Tracer() = default;

Result<TraceAnswer> Tracer::trace(const std::filesystem::path& file, std::size_t threads, Detail detail) const {
  if (file.empty()) return Error{ErrorCode::kInvalidInput, "an empty file name"};
  if (threads == 0) threads = base::available_cores();
  const pipeline::Search& search = state_->search;
  TRIBUTARY_ASSIGN(const pipeline::Features features,
                   pipeline::extract_features(file, pipeline::Role::kQuery, state_->listener, nullptr));
  const auto found = search.find(features.fingerprint, features.energy_ranks, threads);
  if (!found) return cannot_compare(file, found.error());
  const auto played = search.find_compositions(features.composition, threads);
  if (!played) return cannot_compare(file, played.error());

  TraceAnswer answer;
  answer.query_path = file.string();
  TRIBUTARY_ASSIGN(answer.query_sha256, base::sha256_of_file(file));
  answer.query_duration_s = features.fingerprint.duration_s;
  answer.query_loudness_lufs = features.loudness_lufs;
  answer.catalog_recordings = search.snapshot().recordings;
  answer.catalog_snapshot = search.snapshot().id;
  answer.weights = state_->listener.composition_name();
  answer.calibration = trace::calibration_name(state_->calibration);
  const Scene scene{search, features, state_->calibration, detail, trace::seed_of(answer.query_sha256)};
  const auto inside = likely(scene, *found);
  const trace::HeardParts heard = answer_recording_tier(scene, inside, answer);
  const auto music = likely(scene, *played);
  if (auto divided = answer_composition_tier(scene, music, heard, answer); !divided)
    return cannot_compare(file, divided.error());
  answer.style_weights = state_->listener.style_name();
  answer_style_tier(search, features, answer);
  const bool is_named = !answer.recording.shares.empty() || !answer.composition.shares.empty();
  answer.verdict = is_named ? Verdict::kAttributed : Verdict::kInsufficient;
  std::sort(answer.matches.begin(), answer.matches.end(), [](const Match& a, const Match& b) {
    return std::tie(a.tier, a.query_start_s, a.recording_id, a.reference_start_s) <
           std::tie(b.tier, b.query_start_s, b.recording_id, b.reference_start_s);
  });
  return answer;
}

}  // namespace tributary
