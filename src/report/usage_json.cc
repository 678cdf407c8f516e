#include "report/usage_json.h"

#include <nlohmann/json.hpp>

namespace tributary::report {
namespace {

using Json = nlohmann::ordered_json;

std::string one_line(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

}  // namespace

std::string to_json_line(const UsageImport& import) {
  Json refusals = Json::array();
  for (const Finding& finding : import.refusals)
    refusals.push_back(Json{{"place", finding.place}, {"reason", finding.reason}});
  Json json{{"schema", "tributary.usage-import/1"},
            {"path", import.path},
            {"sha256", import.sha256},
            {"report_sha256", import.report_sha256},
            {"format", name_of(import.format)},
            {"known_file", import.known_file},
            {"added", import.added},
            {"repeated", import.repeated},
            {"not_royalty_bearing", import.not_royalty_bearing},
            {"refused", import.refused},
            {"refused_file", nullptr},
            {"refusals", refusals}};
  if (!import.refused_file.empty()) json["refused_file"] = import.refused_file;
  return one_line(json);
}

std::string to_json_line(const UsageReport& report) {
  Json pools = Json::array();
  for (const UsagePool& pool : report.pools)
    pools.push_back(Json{{"summary_id", pool.summary_id},
                         {"territory", pool.territory},
                         {"service", pool.service},
                         {"period_start", to_string(pool.period_start)},
                         {"period_end", to_string(pool.period_end)},
                         {"uses", pool.uses},
                         {"currency", pool.net_revenue.currency.code()},
                         {"net_revenue_minor", pool.net_revenue.minor}});
  return one_line(Json{{"schema", "tributary.usage-report/1"},
                       {"sha256", report.sha256},
                       {"name", report.name},
                       {"format", name_of(report.format)},
                       {"sender_id", report.sender_id},
                       {"message_id", report.message_id},
                       {"file_number", report.file_number},
                       {"imported_ms", report.imported_ms},
                       {"lines", report.lines},
                       {"refused", report.refused},
                       {"not_royalty_bearing", report.not_royalty_bearing},
                       {"pools", pools}});
}

}  // namespace tributary::report
