#include "cli/audit/report.h"

#include <map>
#include <span>
#include <utility>
#include <vector>

#include "base/file.h"
#include "base/hash.h"
#include "cli/version.h"
#include "pipeline/passages.h"
#include "report/audit_page.h"

namespace tributary::cli {
namespace {

// The place of each influence among the passages of a file.
using Places = std::vector<std::size_t>;

struct Heard {
  pipeline::WantedFile file;
  Places influences;
};

pipeline::WantedPassage all_of(double start_s, double end_s) { return {start_s, end_s, start_s, end_s}; }

// The track first, then each recording once. Recordings that cannot be read keep no hash, and say so when decoded.
std::vector<Heard> files_to_hear(const AuditAnswer& answer, const AuditReportSettings& settings,
                                 std::map<std::string, std::string>& hashes) {
  std::vector<Heard> files{{{answer.query_path, answer.query_sha256, {}}, {}}};
  std::map<std::string, std::size_t> place;
  for (std::size_t i = 0; i < answer.influences.size(); ++i) {
    const SegmentInfluence& segment = answer.influences[i];
    files[0].file.passages.push_back(all_of(segment.query_start_s, segment.query_end_s));
    files[0].influences.push_back(i);
    const auto [found, is_new] = place.emplace(segment.recording, files.size());
    if (is_new) {
      const std::filesystem::path path = settings.music / segment.recording;
      const Result<std::string> hash = base::sha256_of_file(path);
      if (hash) hashes[segment.recording] = *hash;
      files.push_back({{path, hash ? *hash : std::string(), {}}, {}});
    }
    files[found->second].file.passages.push_back(all_of(segment.reference_start_s, segment.reference_end_s));
    files[found->second].influences.push_back(i);
  }
  return files;
}

Result<void> hear(report::AuditContent& content, const AuditReportSettings& settings) {
  const std::vector<Heard> heard = files_to_hear(content.answer, settings, content.heard);
  std::vector<pipeline::WantedFile> files;
  for (const Heard& each : heard) files.push_back(each.file);
  TRIBUTARY_ASSIGN(auto passages, pipeline::read_passages(files, settings.threads));
  for (std::size_t f = 0; f < heard.size(); ++f)
    for (std::size_t k = 0; k < heard[f].influences.size(); ++k) {
      report::MatchMaterial& material = content.material[heard[f].influences[k]];
      (f == 0 ? material.query : material.reference) = std::move(passages[f][k]);
    }
  return {};
}

}  // namespace

Result<std::filesystem::path> write_audit_report(const AuditAnswer& answer, const std::string& name,
                                                 const AuditReportSettings& settings) {
  report::AuditContent content{answer, kVersion, settings.with_audio, settings.coverage, {}, {}};
  if (settings.with_audio) TRIBUTARY_TRY(hear(content, settings));
  const std::string page = report::audit_page(content);
  const std::filesystem::path file = settings.folder / name;
  TRIBUTARY_TRY(base::replace_file(file, std::as_bytes(std::span(page))));
  return file;
}

}  // namespace tributary::cli
