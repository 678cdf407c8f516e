#include "report/catalog_table.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <string_view>

#include <fmt/core.h>

#include "report/display_text.h"

namespace tributary::report {
namespace {

constexpr int kIdColumns = 20;
constexpr int kDurationColumns = 8;
constexpr int kNarrowestColumns = 64;

std::string duration(double seconds) {
  const auto whole = static_cast<std::int64_t>(std::llround(std::clamp(seconds, 0.0, 1e9)));
  if (whole >= 3600) return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
  return fmt::format("{}:{:02}", whole / 60, whole % 60);
}

std::string percent(Ppm share) { return fmt::format("{:.4f} %", static_cast<double>(share) / 10'000); }

std::string counted(std::int64_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

std::string findings(std::string_view title, Colour colour, const std::vector<Finding>& list,
                     const Terminal& terminal) {
  if (list.empty()) return {};
  std::string text = painted(fmt::format("{} ({}):", title, list.size()), colour, terminal) + "\n";
  for (const Finding& finding : list)
    text += fmt::format("  {}: {}\n", printable(finding.place), printable(finding.reason));
  return text;
}

// A line of the sheet; nothing where there is nothing to say.
std::string line(std::string_view name, std::string_view value) {
  return value.empty() ? std::string() : fmt::format("{:<13} {}\n", name, printable(value));
}

std::string searchable_line(std::int64_t recordings, const std::string& snapshot) {
  return fmt::format("The catalog holds {}, snapshot {}.\n", counted(recordings, "searchable recording"),
                     snapshot.substr(0, 16));
}

}  // namespace

std::string recordings_table(const std::vector<Recording>& recordings, const Terminal& terminal) {
  const int free_columns = std::max(terminal.columns, kNarrowestColumns) - kIdColumns - kDurationColumns - 6;
  const int artist_columns = free_columns * 2 / 5;
  const int title_columns = free_columns - artist_columns;
  std::string text =
      painted(fmt::format("{}  {}  {}  {:>{}}", fitted("recording", kIdColumns), fitted("artist", artist_columns),
                          fitted("title", title_columns), "length", kDurationColumns),
              Colour::kBold, terminal) +
      "\n";
  for (const Recording& recording : recordings)
    text += fmt::format("{}  {}  {}  {:>{}}\n", fitted(printable(recording.recording_id), kIdColumns),
                        fitted(printable(recording.artist), artist_columns),
                        fitted(printable(recording.title), title_columns), duration(recording.duration_s),
                        kDurationColumns);
  return text + counted(static_cast<std::int64_t>(recordings.size()), "recording") + "\n";
}

std::string recording_sheet(const Recording& recording) {
  std::string text = line("recording", recording.recording_id) + line("title", recording.title) +
                     line("artist", recording.artist) + line("work", recording.work_id) + line("ISRC", recording.isrc) +
                     line("ISWC", recording.iswc) + line("AI use", recording.ai_use);
  for (const Ownership& part : recording.owners)
    text += line("owner", fmt::format("{}, {}", part.owner, percent(part.share_ppm)));
  for (const auto& [name, value] : recording.tags) text += line("tag", fmt::format("{}: {}", name, value));
  return text + line("length", duration(recording.duration_s)) +
         line("loudness", fmt::format("{:.1f} LUFS", recording.loudness_lufs)) + line("file", recording.path) +
         line("SHA-256", recording.content_sha256);
}

std::string import_summary(const ImportReport& report, const Terminal& terminal) {
  std::string text = fmt::format("{} added, {} changed, {} unchanged", counted(report.added, "recording"),
                                 report.changed, report.unchanged);
  if (report.repeated > 0) text += fmt::format(", {} given twice", report.repeated);
  if (!report.refused.empty()) text += fmt::format(", {} refused", report.refused.size());
  text += ".\n";
  if (report.passed_over > 0)
    text +=
        fmt::format("{} passed over as no music (images, texts, hidden files).\n", counted(report.passed_over, "file"));
  if (report.titles_from_file_names > 0)
    text += fmt::format("{} without a title took it from the file name.\n",
                        counted(report.titles_from_file_names, "recording"));
  if (report.artists_from_folders > 0)
    text += fmt::format("{} without an artist took it from the folder name.\n",
                        counted(report.artists_from_folders, "recording"));
  return text + searchable_line(report.recordings, report.snapshot) +
         findings("Refused", Colour::kRed, report.refused, terminal);
}

std::string remove_summary(const RemoveReport& report, const Terminal& terminal) {
  return fmt::format("{} removed.\n", counted(report.removed, "recording")) +
         findings("Damaged and out of the index", Colour::kRed, report.damaged, terminal);
}

std::string check_summary(const CheckReport& report, const Terminal& terminal) {
  std::string text = fmt::format("Checked {} and {}: {}.\n", counted(report.recordings, "recording"),
                                 counted(report.segments, "index segment"),
                                 report.problems.empty() ? "sound" : counted(std::ssize(report.problems), "problem"));
  text += searchable_line(report.searchable_recordings, report.snapshot);
  text += findings("Problems", Colour::kRed, report.problems, terminal);
  text += findings("Notices", Colour::kYellow, report.notices, terminal);
  if (report.duplicates.empty()) return text;
  text += painted(fmt::format("Duplicates ({}):", report.duplicates.size()), Colour::kYellow, terminal) + "\n";
  for (const Duplicate& duplicate : report.duplicates)
    text +=
        fmt::format("  {} and {} share {}, {:.0f} % of the shorter\n", printable(duplicate.recording_id),
                    printable(duplicate.duplicate_id), duration(duplicate.matched_s), 100 * duplicate.matched_fraction);
  return text;
}

}  // namespace tributary::report
