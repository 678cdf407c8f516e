// Reads usage from a DDEX Digital Sales Report: a subset of the Basic Audio Profile (docs/formats/usage.md).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "royalty/dsr_record.h"
#include "royalty/text_map.h"
#include "royalty/usage_reader.h"

namespace tributary::royalty {

// HEAD, SY01 to SY05, AS01, AS02, SU01, SU02 and FOOT are read; MW, RE, RU, LI and other records are counted only.
// A report whose FOOT record does not count what the file holds is an Error, found when its end is reached.
class UsageDsrReader : public UsageReader {
 public:
  static constexpr std::size_t kMaxSummaries = 100'000;
  static constexpr std::size_t kMaxBlockResources = 100'000;

  // The current line of `lines` is the HEAD record.
  static Result<std::unique_ptr<UsageReader>> open(UsageLines lines);

  Result<UsageEvent> next() override;
  std::vector<std::string> take_context() override;
  std::vector<UsagePool> pools() const override;

 private:
  // The sales context that SU records refer to.
  struct Summary {
    std::string territory;
    std::string service;
    Currency currency;  // without letters where the record states no money
    bool refused = false;
  };
  struct Resource {
    std::string track_id;
    std::string isrc;
    std::string title;
    std::int64_t line = 0;
    bool refused = false;
  };

  explicit UsageDsrReader(UsageLines lines) : UsageReader(std::move(lines)) {}

  Error invalid(const std::string& reason) const;
  Result<void> read_head();
  Result<UsageEvent> read_body();
  Result<void> enter_block();
  Result<UsageEvent> read_summary();
  Result<UsageEvent> read_resource();
  UsageEvent read_usage();
  Result<void> read_foot();
  Result<void> check_count(std::size_t cell, const char* what, std::int64_t counted, bool required) const;
  std::string summary_problem(Summary& summary);
  std::string pool_problem(const Summary& summary);
  std::string resource_problem(Resource& resource);
  std::string usage_problem();
  std::string revenue_problem(const Summary& summary, std::int64_t uses);

  DsrRecord record_;
  std::string head_service_;
  Day period_start_;
  Day period_end_;
  std::int64_t files_ = 1;
  TextMap<Summary> summaries_;
  std::vector<UsagePool> pools_;
  std::vector<std::string> pending_context_;  // HEAD and SY records that no refused line has needed yet
  std::string block_;
  std::int64_t blocks_ = 0;
  std::int64_t summary_records_ = 0;
  TextMap<Resource> resources_;  // of this block, by reference
  std::vector<std::string> block_context_;
  bool foot_read_ = false;
  CurrencyCache currencies_;
};

}  // namespace tributary::royalty
