#include "rights/cwr_record.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

namespace tributary::rights {
namespace {

std::string place(const CwrField& field) {
  return fmt::format("{} (positions {} to {})", field.name, field.start, field.start + field.size - 1);
}

}  // namespace

std::string_view CwrRecord::text(const CwrField& field) const {
  if (line_.size() < field.start) return {};
  std::string_view found = line_.substr(field.start - 1, field.size);
  found.remove_prefix(std::min(found.find_first_not_of(' '), found.size()));
  return found.substr(0, found.find_last_not_of(' ') + 1);
}

Result<std::string> CwrRecord::required(const CwrField& field) const {
  const std::string_view found = text(field);
  if (found.empty()) return Error{ErrorCode::kInvalidInput, fmt::format("{} is blank", place(field))};
  return std::string(found);
}

Result<std::int64_t> CwrRecord::number(const CwrField& field) const {
  const std::string_view found = text(field);
  std::int64_t value = 0;
  const auto [end, failure] = std::from_chars(found.data(), found.data() + found.size(), value);
  if (failure != std::errc{} || end != found.data() + found.size() || value < 0)
    return Error{ErrorCode::kInvalidInput, fmt::format("{} is \"{}\" and no number", place(field), found)};
  return value;
}

Result<std::int64_t> CwrRecord::number_or_zero(const CwrField& field) const {
  return text(field).empty() ? Result<std::int64_t>(std::int64_t{0}) : number(field);
}

}  // namespace tributary::rights
