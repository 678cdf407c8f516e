#include "report/trace_table.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <map>
#include <vector>

#include <fmt/core.h>

#include "report/display_text.h"
#include "report/rounded_shares.h"
#include "report/wording.h"

namespace tributary::report {
namespace {

constexpr std::array kPalette{Colour::kCyan, Colour::kGreen,   Colour::kYellow,
                              Colour::kBlue, Colour::kMagenta, Colour::kRed};

Colour colour_of(std::size_t row) { return kPalette[row % kPalette.size()]; }

// "<1%" where something rounds to nothing.
std::string percent(Ppm share, int rounded, int step) {
  return share > 0 && rounded == 0 ? fmt::format("<{}%", step) : fmt::format("{}%", rounded);
}

// A bar of exactly `columns` columns, filled in eighths of a column; anything above zero shows.
std::string bar(Ppm share, int columns) {
  constexpr std::array kEighths{"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  int eighths = static_cast<int>(std::lround(static_cast<double>(share) * columns * 8 / kWholePpm));
  if (share > 0) eighths = std::max(eighths, 1);
  std::string text;
  for (int i = 0; i < eighths / 8; ++i) text += "█";
  return fitted(text + kEighths[static_cast<std::size_t>(eighths % 8)], columns);
}

// What the table says of one tier.
struct Section {
  Tier tier = Tier::kRecording;
  const TierAnswer* answer = nullptr;
  double query_duration_s = 0;
  std::vector<Match> matches;
};

Section section_of(Tier tier, const TierAnswer& tier_answer, const TraceAnswer& answer) {
  Section section{tier, &tier_answer, answer.query_duration_s, {}};
  std::copy_if(answer.matches.begin(), answer.matches.end(), std::back_inserter(section.matches),
               [&](const Match& match) { return match.tier == tier; });
  return section;
}

// The rows of a section: one per recording, numbered from 1 in the order of the shares.
struct Rows {
  std::vector<std::string> recording_ids;
  std::vector<std::string> names;
  std::map<std::string, std::size_t> by_recording;

  void add(const std::string& recording_id, const std::string& name) {
    if (!by_recording.emplace(recording_id, names.size()).second) return;
    recording_ids.push_back(recording_id);
    names.push_back(name);
  }
};

Rows rows_of(const Section& section) {
  Rows rows;
  for (const RecordingShare& share : section.answer->shares) rows.add(share.recording_id, name_of(share));
  for (const Match& match : section.matches) rows.add(match.recording_id, printable(match.recording_id));
  return rows;
}

std::string heading(const TraceAnswer& answer, const Terminal& terminal) {
  const std::string facts = fmt::format("  {}, against {} recording{}", clock(answer.query_duration_s),
                                        answer.catalog_recordings, answer.catalog_recordings == 1 ? "" : "s");
  const int room = std::max(10, terminal.columns - display_columns(facts));
  std::string name = printable(answer.query_path);
  if (display_columns(name) > room) name = fitted(name, room);
  return painted(name, Colour::kBold, terminal) + facts + "\n";
}

std::string share_lines(const Section& section, const Rows& rows, const Terminal& terminal) {
  const TierAnswer& answer = *section.answer;
  const RoundedShares rounded = rounded_shares(section.tier, answer, section.query_duration_s);
  const bool has_intervals = section.tier != Tier::kStyle;
  const int bar_columns = std::clamp(terminal.columns / 3, 10, 40);
  const int name_columns = std::max(10, terminal.columns - bar_columns - (has_intervals ? 24 : 15));
  const auto figures = [&](Ppm share, int percents, Ppm low, Ppm high) {
    const std::string text = fmt::format("  {:>4}", percent(share, percents, rounded.step_percent));
    if (!has_intervals) return text;
    const std::string interval = interval_text(low, high, rounded.step_percent);
    return text + "  " + std::string(static_cast<std::size_t>(std::max(0, 7 - display_columns(interval))), ' ') +
           interval;
  };
  std::string text;
  for (std::size_t row = 0; row < answer.shares.size(); ++row) {
    const RecordingShare& share = answer.shares[row];
    std::string name = rows.names[row];
    if (display_columns(name) > name_columns) name = fitted(name, name_columns);
    text += fmt::format("{}  {}  {:>3}  {}\n",
                        figures(share.share_ppm, rounded.percent[row], share.low_ppm, share.high_ppm),
                        painted(bar(share.share_ppm, bar_columns), colour_of(row), terminal), row + 1,
                        painted(name, Colour::kBold, terminal));
  }
  text += fmt::format("{}  {}       {}\n",
                      figures(answer.unattributed_ppm, rounded.unattributed_percent, answer.unattributed_low_ppm,
                              answer.unattributed_high_ppm),
                      painted(bar(answer.unattributed_ppm, bar_columns), Colour::kDim, terminal),
                      painted("unattributed", Colour::kDim, terminal));
  return text;
}

// Which cells of a row of `columns` equal parts of the query the matches of one recording touch, as the
// covered fraction of each.
std::vector<double> coverage(const Section& section, const std::string& recording_id, int columns) {
  std::vector<double> cells(static_cast<std::size_t>(columns), 0.0);
  const double cell_s = section.query_duration_s / columns;
  for (const Match& match : section.matches) {
    if (match.recording_id != recording_id) continue;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const double start = static_cast<double>(i) * cell_s;
      const double overlap = std::min(match.query_end_s, start + cell_s) - std::max(match.query_start_s, start);
      if (overlap > 0) cells[i] += overlap / cell_s;
    }
  }
  return cells;
}

std::string time_line(const Section& section, const Rows& rows, const Terminal& terminal) {
  const std::string end = clock(section.query_duration_s);
  const int columns = std::max(10, terminal.columns - 8 - display_columns(end));
  std::string text;
  for (std::size_t row = 0; row < rows.recording_ids.size(); ++row) {
    std::string cells;
    for (const double covered : coverage(section, rows.recording_ids[row], columns))
      cells += covered >= 0.5 ? "█" : covered > 0 ? "▒" : "·";
    text += fmt::format("{:>3}  {}\n", row + 1, painted(cells, colour_of(row), terminal));
  }
  const std::string axis = fitted("0:00", columns) + end;
  return text + "     " + painted(axis, Colour::kDim, terminal) + "\n";
}

std::string match_lines(const Section& section, const Rows& rows, const Terminal& terminal) {
  constexpr const char* kRow = "{:>3}  {:<16}{:<16}{:>7}{:>10}{:>7}";
  const auto span = [](double start, double end) { return fitted(clock_span(start, end), 16); };
  std::string text =
      painted(fmt::format(kRow, "", "this track", "recording", "tempo", "pitch", "sure"), Colour::kDim, terminal) +
      "\n";
  for (const Match& match : section.matches) {
    const std::size_t row = rows.by_recording.at(match.recording_id);
    text += fmt::format(kRow, row + 1, span(match.query_start_s, match.query_end_s),
                        span(match.reference_start_s, match.reference_end_s), tempo_text(match.tempo_ratio),
                        pitch_text(match.pitch_shift_semitones), probability_text(match.probability));
    text += "\n";
  }
  return text;
}

std::string section_text(const Section& section, const Terminal& terminal) {
  const Rows rows = rows_of(section);
  std::string text = share_lines(section, rows, terminal);
  if (section.matches.empty()) return text;
  text += "\n" + time_line(section, rows, terminal) + "\n";
  return text + match_lines(section, rows, terminal);
}

}  // namespace

std::string trace_table(const TraceAnswer& answer, const Terminal& terminal) {
  std::string text = heading(answer, terminal);
  if (answer.verdict == Verdict::kInsufficient)
    text += "  insufficient evidence: no recording of the catalog can be named\n";
  const bool plays_music = !answer.composition.shares.empty();
  if (plays_music) text += "\n  recordings that are inside it\n";
  text += section_text(section_of(Tier::kRecording, answer.recording, answer), terminal);
  if (plays_music) {
    text += "\n  recordings whose music it plays, in whatever key, tempo and instruments\n";
    text += section_text(section_of(Tier::kComposition, answer.composition, answer), terminal);
  }
  if (answer.style.shares.empty()) return text;
  text += "\n  recordings whose production it resembles: no evidence that they were used\n";
  const Section style = section_of(Tier::kStyle, answer.style, answer);
  return text + share_lines(style, rows_of(style), terminal);
}

}  // namespace tributary::report
