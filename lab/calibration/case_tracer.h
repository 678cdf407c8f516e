// Traces the cases of a mix set in its catalog, with any calibration.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "lab/calibration/case_record.h"
#include "pipeline/tracer.h"
#include "trace/calibration.h"
#include "tributary/tracer.h"

namespace tributary::lab {

// How far below the thresholds the relaxed matches of a record reach.
inline constexpr double kRelaxedEvidence = 0.5;  // part of the recording tier's sufficient evidence
inline constexpr double kRelaxedSpreads = 3;     // below the composition tier's thresholds

// Makes the workspace of a catalog; what it has heard with these weights is not heard again.
Result<void> import_catalog(const std::filesystem::path& catalog_csv, const std::filesystem::path& workspace,
                            std::size_t threads);

// Thread safe.
class CaseTracer {
 public:
  static Result<CaseTracer> open(const std::filesystem::path& workspace, const trace::Calibration& calibration);

  Result<CaseRecord> trace(const std::filesystem::path& set, const MixCase& mix_case) const;
  // Names what listens for the composition tier.
  const std::string& listener_name() const { return listener_.composition_name(); }
  // Only `relaxed` is filled in.
  Result<CaseRecord> relaxed(const std::filesystem::path& set, const MixCase& mix_case) const;

 private:
  CaseTracer(std::unique_ptr<pipeline::Search> search, pipeline::Listener listener, Tracer tracer)
      : search_(std::move(search)), listener_(std::move(listener)), tracer_(std::move(tracer)) {}

  std::string owner_of(const std::string& work_id) const;  // empty: nobody
  bool is_right(const std::filesystem::path& query, const MixCase& mix_case, const Match& match) const;
  void add_shares(const MixCase& mix_case, Tier tier, const TierAnswer& answer, CaseRecord& record) const;

  std::unique_ptr<pipeline::Search> search_;
  pipeline::Listener listener_;
  Tracer tracer_;
  std::map<std::string, std::string> owners_;  // by true work
};

}  // namespace tributary::lab
