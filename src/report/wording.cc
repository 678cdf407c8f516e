#include "report/wording.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>

#include <fmt/core.h>

#include "report/display_text.h"

namespace tributary::report {

std::string clock(double seconds) {
  const auto total = static_cast<long>(std::lround(std::max(0.0, seconds)));
  if (total < 3600) return fmt::format("{}:{:02}", total / 60, total % 60);
  return fmt::format("{}:{:02}:{:02}", total / 3600, total / 60 % 60, total % 60);
}

std::string clock_span(double start_s, double end_s) { return clock(start_s) + "–" + clock(end_s); }

std::string name_of(const RecordingShare& share) {
  std::string title = share.title;
  if (title.empty()) title = std::filesystem::path(share.path).filename().string();
  if (title.empty()) title = share.recording_id;
  return printable(share.artist.empty() ? title : share.artist + ", " + title);
}

std::string tempo_text(double tempo_ratio) { return fmt::format("×{:.3f}", tempo_ratio); }

std::string pitch_text(double semitones) { return fmt::format("{:+.2f} st", std::round(semitones * 100) / 100 + 0.0); }

std::string note_name(int key) {
  constexpr std::array kNames{"C", "C♯", "D", "E♭", "E", "F", "F♯", "G", "A♭", "A", "B♭", "B"};
  return fmt::format("{}{}", kNames[static_cast<std::size_t>((key % 12 + 12) % 12)],
                     static_cast<int>(std::floor(key / 12.0)) - 1);
}

std::string joined(const std::vector<std::string>& parts) {
  std::string text;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) text += parts.size() == 2 ? " and " : i + 1 == parts.size() ? ", and " : ", ";
    text += parts[i];
  }
  return text;
}

}  // namespace tributary::report
