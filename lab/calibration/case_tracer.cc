#include "lab/calibration/case_tracer.h"

#include <algorithm>
#include <ctime>
#include <utility>

#include "catalog/catalog.h"
#include "dsp/fingerprint.h"
#include "index/fingerprint_file.h"
#include "lab/recording/waveform.h"
#include "pipeline/feature_extraction.h"
#include "pipeline/layout.h"
#include "tributary/workspace.h"

namespace tributary::lab {
namespace {

namespace fs = std::filesystem;

double thread_cpu_s() {
  timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

Result<pipeline::Search> open_search(const fs::path& workspace, const pipeline::Listener& listener) {
  const pipeline::Layout layout(workspace);
  TRIBUTARY_ASSIGN(catalog::Catalog catalog, catalog::Catalog::open(layout.catalog_file(), index::kFingerprintVersion,
                                                                    db::Connection::Mode::kExisting));
  return pipeline::Search::open(catalog, layout, listener);
}

double overlap_s(const TrueShare& truth, const Match& match) {
  double sum_s = 0;
  for (const auto& [start_s, end_s] : truth.spans_s)
    sum_s += std::max(0.0, std::min(end_s, match.query_end_s) - std::max(start_s, match.query_start_s));
  return sum_s;
}

double fraction_of(Ppm ppm) { return static_cast<double>(ppm) / kWholePpm; }

bool is_moved(const Match& match) {
  return match.tier == Tier::kRecording && (match.tempo_ratio != 1 || match.pitch_shift_semitones != 0);
}

Match match_of(const trace::VerifiedMatch& verified) {
  Match match;
  match.recording_id = verified.recording_id;
  match.query_start_s = dsp::frames_to_seconds(verified.span.first);
  match.query_end_s = dsp::frames_to_seconds(verified.span.last);
  match.reference_start_s = dsp::frames_to_seconds(verified.line.reference_at(verified.span.first));
  match.reference_end_s = dsp::frames_to_seconds(verified.line.reference_at(verified.span.last));
  match.tempo_ratio = verified.line.tempo_ratio;
  match.pitch_shift_semitones = verified.line.pitch_shift;
  return match;
}

Match match_of(const trace::CompositionMatch& found) {
  Match match;
  match.tier = Tier::kComposition;
  match.recording_id = found.recording_id;
  match.query_start_s = found.region.query_begin_s;
  match.query_end_s = found.region.query_end_s;
  return match;
}

}  // namespace

Result<void> import_catalog(const fs::path& catalog_csv, const fs::path& folder, std::size_t threads) {
  TRIBUTARY_ASSIGN(Workspace workspace, Workspace::open_or_create(folder));
  TRIBUTARY_TRY(workspace.import_csv(catalog_csv, {threads, nullptr}));
  return {};
}

Result<CaseTracer> CaseTracer::open(const fs::path& workspace, const trace::Calibration& calibration) {
  TRIBUTARY_ASSIGN(const pipeline::Listener listener, pipeline::Listener::create());
  TRIBUTARY_ASSIGN(pipeline::Search own, open_search(workspace, listener));
  TRIBUTARY_ASSIGN(pipeline::Search tracers, open_search(workspace, listener));
  Tracer tracer(std::make_unique<Tracer::State>(Tracer::State{std::move(tracers), listener, calibration}));
  CaseTracer opened(std::make_unique<pipeline::Search>(std::move(own)), listener, std::move(tracer));
  TRIBUTARY_ASSIGN(Workspace catalog, Workspace::open(workspace));
  TRIBUTARY_ASSIGN(const std::vector<Recording> recordings, catalog.list());
  for (const Recording& recording : recordings)
    if (!recording.owners.empty()) opened.owners_.emplace(true_work(recording.work_id), recording.owners.front().owner);
  return opened;
}

std::string CaseTracer::owner_of(const std::string& work_id) const {
  const auto owner = owners_.find(true_work(work_id));
  return owner == owners_.end() ? std::string() : owner->second;
}

// Works of one owner are one: twins.h says which. Another recording that holds the same waveform there is right too:
// the catalog's tracks quote each other.
bool CaseTracer::is_right(const fs::path& query, const MixCase& mix_case, const Match& match) const {
  const Recording& recording = search_->recording(match.recording_id);
  const std::string owner = owner_of(recording.work_id);
  const auto is_of = [&](const std::string& work_id) {
    return work_id == true_work(recording.work_id) || (!owner.empty() && owner_of(work_id) == owner);
  };
  for (const TrueShare& truth : mix_case.truth)
    if (truth.tier == match.tier && is_of(truth.work_id) &&
        overlap_s(truth, match) >= 0.5 * (match.query_end_s - match.query_start_s))
      return true;
  if (match.tier != Tier::kRecording || match.tempo_ratio != 1 || match.pitch_shift_semitones != 0) return false;
  const auto agreement = compare_waveforms(query, recording.path, match);
  return agreement && agreement->same();
}

void CaseTracer::add_shares(const MixCase& mix_case, Tier tier, const TierAnswer& answer, CaseRecord& record) const {
  std::map<std::string, ShareRecord> shares;
  for (const TrueShare& truth : mix_case.truth) {
    const auto owner = owners_.find(truth.work_id);
    if (truth.tier == tier && owner != owners_.end())
      shares.try_emplace(owner->second, ShareRecord{tier, owner->second, 0, 0, 0, 0, false}).first->second.truth +=
          truth.share;
  }
  for (const NamedShare& owner : answer.owners) {
    ShareRecord& one = shares.try_emplace(owner.name, ShareRecord{tier, owner.name, 0, 0, 0, 0, false}).first->second;
    one.share = fraction_of(owner.share_ppm);
    one.low = fraction_of(owner.low_ppm);
    one.high = fraction_of(owner.high_ppm);
    one.named = true;
  }
  for (auto& [owner, one] : shares) record.shares.push_back(std::move(one));
}

Result<CaseRecord> CaseTracer::trace(const fs::path& set, const MixCase& mix_case) const {
  const double before_s = thread_cpu_s();
  TRIBUTARY_ASSIGN(const TraceAnswer answer, tracer_.trace(set / mix_case.path, 1));
  CaseRecord record;
  record.cpu_s = thread_cpu_s() - before_s;
  record.mix_case = mix_case;
  record.attributed = answer.verdict == Verdict::kAttributed;
  record.recordings = answer.catalog_recordings;
  for (const Match& match : answer.matches)
    if (match.tier != Tier::kStyle)
      record.matches.push_back({match.tier, match.score - match.threshold, match.probability,
                                is_right(set / mix_case.path, mix_case, match), is_moved(match)});
  add_shares(mix_case, Tier::kRecording, answer.recording, record);
  add_shares(mix_case, Tier::kComposition, answer.composition, record);
  return record;
}

Result<CaseRecord> CaseTracer::relaxed(const fs::path& set, const MixCase& mix_case) const {
  const fs::path query = set / mix_case.path;
  TRIBUTARY_ASSIGN(const pipeline::Features features,
                   pipeline::extract_features(query, pipeline::Role::kQuery, listener_, nullptr));
  CaseRecord record;
  record.mix_case = mix_case;
  record.recordings = search_->snapshot().recordings;
  TRIBUTARY_ASSIGN(const auto found,
                   search_->find(features.fingerprint, features.energy_ranks, 1, {}, kRelaxedEvidence));
  for (const trace::VerifiedMatch& match : found)
    record.relaxed.push_back({Tier::kRecording, match.evidence - match.sufficient, 0,
                              is_right(query, mix_case, match_of(match)), !match.line.is_unchanged()});
  trace::CompositionSearch search;
  search.threshold -= kRelaxedSpreads;
  TRIBUTARY_ASSIGN(const auto played, search_->find_compositions(features.composition, 1, search));
  for (const trace::CompositionMatch& match : played)
    record.relaxed.push_back({Tier::kComposition, match.normalised_score - trace::kCompositionThreshold, 0,
                              is_right(query, mix_case, match_of(match)), false});
  return record;
}

}  // namespace tributary::lab
