// Tracer's pages and pictures.
#include <set>
#include <utility>

#include <fmt/core.h>

#include "base/check.h"
#include "base/parallel.h"
#include "pipeline/match_material.h"
#include "pipeline/tracer.h"
#include "report/display_text.h"
#include "report/png.h"
#include "report/tier_section.h"
#include "report/trace_page.h"

namespace tributary {
namespace {

std::size_t threads_of(const ReportOptions& options) {
  return options.threads == 0 ? base::available_cores() : options.threads;
}

Result<report::ReportContent> content_of(const TraceAnswer& answer, const std::vector<std::size_t>& shown,
                                         const pipeline::Search& search, const ReportOptions& options) {
  report::ReportContent content;
  content.answer = answer;
  // A resemblance of style is about the whole of a sound: it has no passages to show.
  std::erase_if(content.answer.matches, [](const Match& match) { return match.tier == Tier::kStyle; });
  content.version = options.version;
  content.with_audio = options.with_audio;
  std::set<std::string> named;
  for (const auto* tier : {&answer.recording, &answer.composition, &answer.style})
    for (const RecordingShare& share : tier->shares) named.insert(share.recording_id);
  for (const Match& match : content.answer.matches) named.insert(match.recording_id);
  for (const std::string& recording_id : named) content.recordings[recording_id] = search.recording(recording_id);
  TRIBUTARY_ASSIGN(content.material,
                   pipeline::gather_material(answer, shown, search, options.with_audio, threads_of(options)));
  return content;
}

}  // namespace

Result<std::string> Tracer::report(const TraceAnswer& answer, const ReportOptions& options) const {
  TRIBUTARY_ASSIGN(const report::ReportContent content,
                   content_of(answer, pipeline::shown_matches(answer), state_->search, options));
  return report::trace_page(content);
}

Result<std::string> Tracer::picture(const TraceAnswer& answer, std::size_t index, const ReportOptions& options) const {
  TRIBUTARY_CHECK(index < answer.matches.size());
  if (answer.matches[index].tier == Tier::kStyle)
    return Error{ErrorCode::kInvalidInput, "a resemblance of style has no passages that could be drawn"};
  ReportOptions silent = options;
  silent.with_audio = false;
  TRIBUTARY_ASSIGN(const report::ReportContent content, content_of(answer, {index}, state_->search, silent));
  const report::MatchMaterial& material = content.material.at(index);
  for (const report::Passage* side : {&material.query, &material.reference})
    if (!side->missing.empty()) return Error{ErrorCode::kInvalidInput, side->missing};
  const Match& match = answer.matches[index];
  return report::match_png(match, material, report::printable(answer.query_path),
                           report::recording_name(content, match.recording_id), index + 1);
}

}  // namespace tributary
