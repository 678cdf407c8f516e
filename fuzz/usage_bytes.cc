#include "fuzz/usage_bytes.h"

#include <utility>

#include "base/check.h"
#include "royalty/usage_reader.h"
#include "tributary/isrc.h"

namespace tributary::fuzz {
namespace {

void check_fields(const royalty::UsageFields& fields) {
  TRIBUTARY_CHECK(!fields.track_id.empty() && fields.uses >= 0 && fields.revenue.minor >= 0);
  TRIBUTARY_CHECK(fields.period_start <= fields.period_end);
  TRIBUTARY_CHECK(royalty::is_country(fields.territory));
  TRIBUTARY_CHECK(fields.isrc.empty() || isrc_of(fields.isrc).has_value());
  for (const std::string_view text : {fields.track_id, fields.title, fields.service, fields.user_id})
    TRIBUTARY_CHECK(royalty::text_problem(text).empty());
}

}  // namespace

void read_usage_report(std::string_view text) {
  royalty::UsageLines lines(royalty::bytes_of(text), "input");
  const auto begun = lines.begin();
  if (!begun) {
    TRIBUTARY_CHECK(begun.error().message.starts_with("input"));
    return;
  }
  const bool correction = lines.correction().has_value();
  const auto reader = royalty::open_usage_reader(std::move(lines));
  if (!reader) {
    TRIBUTARY_CHECK(reader.error().message.starts_with("input"));
    return;
  }
  std::int64_t last = 0;
  while (true) {
    const auto event = (*reader)->next();
    if (!event) {
      TRIBUTARY_CHECK(event.error().message.starts_with("input"));
      return;
    }
    if (*event == royalty::UsageEvent::kEnd) break;
    if (!correction) TRIBUTARY_CHECK((*reader)->report_line() > std::exchange(last, (*reader)->report_line()));
    if (*event == royalty::UsageEvent::kUsage) {
      TRIBUTARY_CHECK((*reader)->report_line() > 0);
      check_fields((*reader)->fields());
    }
    if (*event == royalty::UsageEvent::kRefused) {
      TRIBUTARY_CHECK(!(*reader)->reason().empty() && (*reader)->place().starts_with("input:"));
      (void)(*reader)->take_context();
    }
  }
  for (const UsagePool& pool : (*reader)->pools())
    TRIBUTARY_CHECK(pool.uses >= 0 && pool.net_revenue.minor >= 0 && royalty::is_country(pool.territory));
}

}  // namespace tributary::fuzz
