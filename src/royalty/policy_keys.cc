#include "royalty/policy_keys.h"

#include <algorithm>

#include <fmt/core.h>

#include "base/int128.h"
#include "royalty/nano.h"

namespace tributary::royalty {

Error PolicyKeys::refused(const std::string& key, std::string_view reason) const {
  // A key that is missing is looked for in its table; where that is missing too, in the file as a whole.
  std::uint32_t line = 1;
  for (std::string place = key;; place.resize(place.rfind('.'))) {
    if (const auto found = values_.find(place); found != values_.end()) {
      line = found->second.line;
      break;
    }
    if (place.find('.') == std::string::npos) break;
  }
  return Error{ErrorCode::kInvalidInput, fmt::format("{}:{}: {}: {}", file_, line, key, reason)};
}

Error PolicyKeys::wrong_type(const std::string& key, std::string_view wanted) const {
  return refused(key, fmt::format("is {} where {} belongs", values_.at(key).kind, wanted));
}

Result<const TomlValue*> PolicyKeys::take(const std::string& key) {
  const auto found = values_.find(key);
  if (found == values_.end()) return refused(key, "is missing");
  taken_.insert(key);
  return &found->second;
}

Result<bool> PolicyKeys::table(const std::string& key) {
  if (!has(key)) return false;
  TRIBUTARY_ASSIGN(const TomlValue* value, take(key));
  if (!std::holds_alternative<TomlTable>(value->content)) return wrong_type(key, "a table");
  return true;
}

std::vector<std::string> PolicyKeys::names_below(const std::string& table) const {
  std::vector<std::string> names;
  const std::string prefix = table + ".";
  for (const auto& [key, value] : values_)
    if (key.starts_with(prefix) && key.find('.', prefix.size()) == std::string::npos)
      names.push_back(key.substr(prefix.size()));
  return names;
}

Result<std::string> PolicyKeys::text(const std::string& key, std::size_t longest) {
  TRIBUTARY_ASSIGN(const TomlValue* value, take(key));
  const auto* content = std::get_if<std::string>(&value->content);
  if (content == nullptr) return wrong_type(key, "a string");
  if (content->empty() || content->size() > longest)
    return refused(key, fmt::format("has {} bytes where 1 to {} belong", content->size(), longest));
  if (std::any_of(content->begin(), content->end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }))
    return refused(key, "holds a control character");
  return *content;
}

Result<std::int64_t> PolicyKeys::integer(const std::string& key, std::int64_t lowest, std::int64_t highest) {
  TRIBUTARY_ASSIGN(const TomlValue* value, take(key));
  const auto* content = std::get_if<std::int64_t>(&value->content);
  if (content == nullptr) return wrong_type(key, "an integer");
  if (*content < lowest || *content > highest)
    return refused(key, fmt::format("{} is not between {} and {}", *content, lowest, highest));
  return *content;
}

Result<std::int64_t> PolicyKeys::integer_or(const std::string& key, std::int64_t lowest, std::int64_t highest,
                                            std::int64_t otherwise) {
  if (!has(key)) return otherwise;
  return integer(key, lowest, highest);
}

Result<Ppm> PolicyKeys::ppm(const std::string& key, Ppm lowest) {
  TRIBUTARY_ASSIGN(const std::int64_t value, integer(key, lowest, kWholePpm));
  return static_cast<Ppm>(value);
}

Result<std::vector<std::string>> PolicyKeys::texts(const std::string& key) {
  if (!has(key)) return std::vector<std::string>();
  TRIBUTARY_ASSIGN(const TomlValue* value, take(key));
  const auto* content = std::get_if<std::vector<std::string>>(&value->content);
  if (content == nullptr) return wrong_type(key, "an array of strings");
  return *content;
}

Result<Currency> PolicyKeys::currency(const std::string& key) {
  TRIBUTARY_ASSIGN(const std::string code, text(key));
  const auto currency = currency_of(code);
  if (!currency) return refused(key, currency.error().message);
  return *currency;
}

Result<std::int64_t> PolicyKeys::money_minor(const std::string& key, const Currency& currency) {
  TRIBUTARY_ASSIGN(const std::string decimal, text(key));
  const auto money = parse_money(decimal, currency);
  if (!money) return refused(key, money.error().message);
  if (money->minor < 0) return refused(key, "is negative");
  return money->minor;
}

Result<std::int64_t> PolicyKeys::price_nano(const std::string& key, const Currency& currency) {
  TRIBUTARY_ASSIGN(const std::string decimal, text(key));
  const auto price = parse_rate(decimal);
  if (!price) return refused(key, fmt::format("\"{}\" is no positive decimal number", decimal));
  // The numerator is below 10^18 and the currency has at most 4 digits: 10^31 fits.
  Nano nano = Nano{price->numerator} * kNanoPerMinor;
  for (std::int32_t digit = 0; digit < currency.exponent; ++digit) nano *= 10;
  if (nano % price->denominator != 0)
    return refused(key, fmt::format("\"{}\" has more than {} decimals", decimal, 9 + currency.exponent));
  nano /= price->denominator;
  if (nano > nano_of(1'000'000'000))
    return refused(key, fmt::format("\"{}\" is more than a thousand million minor units", decimal));
  return static_cast<std::int64_t>(nano);
}

Result<void> PolicyKeys::refuse_others() const {
  const std::string* first = nullptr;
  for (const auto& [key, value] : values_)
    if (taken_.count(key) == 0 && (first == nullptr || value.line < values_.at(*first).line)) first = &key;
  if (first == nullptr) return {};
  return refused(*first, "is unknown, or belongs to another rate model");
}

}  // namespace tributary::royalty
