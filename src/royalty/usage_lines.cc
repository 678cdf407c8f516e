#include "royalty/usage_lines.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <utility>

#include <fmt/core.h>

namespace tributary::royalty {
namespace {

constexpr std::string_view kCorrection = "#tributary-refused 1 ";
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
constexpr std::size_t kHashDigits = 64;

bool is_hash(std::string_view text) {
  return text.size() == kHashDigits &&
         std::all_of(text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

// The number of a mark "#17: reason"; 0 where the text is none.
std::int64_t marked_line(std::string_view text) {
  if (!text.starts_with('#')) return 0;
  std::int64_t line = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, failure] = std::from_chars(text.data() + 1, end, line);
  return failure == std::errc() && rest != end && *rest == ':' && line > 0 && line <= UsageLines::kMaxLines ? line : 0;
}

}  // namespace

std::string correction_first_line(const CorrectionMark& mark) {
  return fmt::format("{}{}", kCorrection, mark.report_sha256);
}

std::string refusal_line(std::int64_t line, std::string_view reason) {
  std::string text = fmt::format("#{}: {}", line, reason);
  for (char& c : text)
    if (c == '\n' || c == '\r') c = ' ';
  return text;
}

UsageLines::UsageLines(ByteReader read, std::string name)
    : read_(std::move(read)), name_(std::move(name)), buffer_(2 * kMaxLineBytes) {}

std::string UsageLines::place() const { return fmt::format("{}:{}", name_, line_); }

Result<void> UsageLines::begin() {
  TRIBUTARY_ASSIGN(const bool any, next_raw());
  if (!any) return {};
  if (text_.starts_with(kByteOrderMark)) text_.remove_prefix(kByteOrderMark.size());
  if (!text_.starts_with(kCorrection)) {
    pending_ = true;
    return {};
  }
  const std::string_view hash = text_.substr(kCorrection.size());
  if (!is_hash(hash))
    return Error{ErrorCode::kInvalidInput,
                 place() + ": names no report by 64 hexadecimal digits, as files of refused lines do"};
  correction_ = CorrectionMark{std::string(hash)};
  return {};
}

Result<bool> UsageLines::next() {
  if (std::exchange(pending_, false)) {
    report_line_ = line_;
    return true;
  }
  TRIBUTARY_ASSIGN(bool any, next_raw());
  if (!correction_) {
    report_line_ = line_;
    return any;
  }
  report_line_ = any ? marked_line(text_) : 0;
  if (report_line_ == 0) return any;
  return next_raw();
}

Result<bool> UsageLines::next_raw() {
  while (true) {
    const char* const first = buffer_.data() + begin_;
    const auto* newline = static_cast<const char*>(std::memchr(first, '\n', end_ - begin_));
    if (newline == nullptr && !at_end_) {
      TRIBUTARY_TRY(fill());
      continue;
    }
    if (newline == nullptr && begin_ == end_) return false;
    const char* last = newline == nullptr ? buffer_.data() + end_ : newline;
    begin_ = newline == nullptr ? end_ : static_cast<std::size_t>(newline - buffer_.data()) + 1;
    if (last != first && last[-1] == '\r') --last;
    text_ = std::string_view(first, static_cast<std::size_t>(last - first));
    if (++line_ > kMaxLines)
      return Error{ErrorCode::kLimit, fmt::format("{}: has more than {} lines", name_, kMaxLines)};
    return true;
  }
}

Result<void> UsageLines::fill() {
  const std::size_t rest = end_ - begin_;
  if (rest > kMaxLineBytes)
    return Error{ErrorCode::kLimit, fmt::format("{}:{}: is longer than {} bytes", name_, line_ + 1, kMaxLineBytes)};
  std::memmove(buffer_.data(), buffer_.data() + begin_, rest);
  begin_ = 0;
  end_ = rest;
  TRIBUTARY_ASSIGN(const std::size_t count, read_(std::span(buffer_).subspan(rest)));
  end_ += count;
  at_end_ = count == 0;
  return {};
}

}  // namespace tributary::royalty
