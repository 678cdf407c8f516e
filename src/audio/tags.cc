#include "audio/tags.h"

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <exception>
#include <fstream>
#include <utility>

#include <taglib/fileref.h>
#include <taglib/tdebuglistener.h>
#include <taglib/tpropertymap.h>

#include "audio/media_source.h"
#include "audio/text.h"

namespace tributary::audio {
namespace {

constexpr std::size_t kMaxValueBytes = 1024;
constexpr std::size_t kMaxNameBytes = 64;
constexpr std::size_t kMaxOther = 64;

// TagLib reports damage it skips on stderr unless told otherwise.
class SilentListener : public TagLib::DebugListener {
 public:
  void printMessage(const TagLib::String&) override {}
};

void silence_taglib() {
  static SilentListener listener;
  static const bool installed = [] {
    TagLib::setDebugListener(&listener);
    return true;
  }();
  static_cast<void>(installed);
}

Result<void> check_readable(const std::filesystem::path& path) {
  std::error_code failure;
  const auto status = std::filesystem::status(path, failure);
  const std::string name = display_name(path);
  if (status.type() == std::filesystem::file_type::not_found) {
    return Error{ErrorCode::kNotFound, name + ": no such file"};
  }
  if (failure) return Error{ErrorCode::kIo, name + ": cannot open: " + failure.message()};
  if (!std::filesystem::is_regular_file(status))
    return Error{ErrorCode::kInvalidInput, name + ": is not a regular file"};
  errno = 0;
  if (!std::ifstream(path, std::ios::binary)) {
    return Error{ErrorCode::kIo, name + ": cannot open: " + std::strerror(errno)};
  }
  return {};
}

std::string clean(const TagLib::String& text, std::size_t max_bytes) { return one_line(text.to8Bit(true), max_bytes); }

std::string joined(const TagLib::StringList& values) {
  std::string text;
  for (const TagLib::String& each : values) {
    const std::string value = clean(each, kMaxValueBytes);
    if (value.empty()) continue;
    text += (text.empty() ? "" : "; ") + value;
    if (text.size() > kMaxValueBytes) break;
  }
  return one_line(text, kMaxValueBytes);
}

// ISO 3901: two letters, three letters or digits, seven digits.
std::string normal_isrc(const std::string& text) {
  std::string isrc;
  for (const char c : text) {
    if (c == '-' || c == ' ') continue;
    isrc += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  }
  const auto all = [&](std::size_t from, std::size_t to, auto kind) {
    return std::all_of(isrc.begin() + static_cast<std::ptrdiff_t>(from), isrc.begin() + static_cast<std::ptrdiff_t>(to),
                       [&](char c) { return kind(static_cast<unsigned char>(c)) != 0; });
  };
  const auto letter = [](unsigned char c) { return c < 0x80 ? std::isalpha(c) : 0; };
  const auto letter_or_digit = [](unsigned char c) { return c < 0x80 ? std::isalnum(c) : 0; };
  const auto digit = [](unsigned char c) { return c < 0x80 ? std::isdigit(c) : 0; };
  const bool well_formed = isrc.size() == 12 && all(0, 2, letter) && all(2, 5, letter_or_digit) && all(5, 12, digit);
  return well_formed ? isrc : std::string();
}

Tags from_properties(const TagLib::PropertyMap& properties) {
  Tags tags;
  for (const auto& [key, values] : properties) {
    const std::string name = clean(key.upper(), kMaxNameBytes);
    std::string value = joined(values);
    if (name == "TITLE") {
      tags.title = std::move(value);
    } else if (name == "ARTIST") {
      tags.artist = std::move(value);
    } else if (name == "ALBUM") {
      tags.album = std::move(value);
    } else if (name == "ISRC") {
      tags.isrc = normal_isrc(value);
    } else if (!name.empty() && !value.empty() && tags.other.size() < kMaxOther) {
      tags.other.emplace(name, std::move(value));
    }
  }
  return tags;
}

}  // namespace

Result<Tags> read_tags(const std::filesystem::path& path) {
  TRIBUTARY_TRY(check_readable(path));
  silence_taglib();
  try {
    constexpr bool kReadAudioProperties = false;
    const TagLib::FileRef file(path.c_str(), kReadAudioProperties);
    if (file.isNull() || file.tag() == nullptr) return Tags{};
    return from_properties(file.file()->properties());
  } catch (const std::exception& failure) {
    return Error{ErrorCode::kCorrupt,
                 display_name(path) + ": tags cannot be read: " + one_line(failure.what(), kMaxValueBytes)};
  }
}

}  // namespace tributary::audio
