// demo: imports real music, makes five suspects out of it and traces them against the known truth.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <unistd.h>
#include <CLI/CLI.hpp>

#include "base/file.h"
#include "base/parallel.h"
#include "lab/demo/comparison.h"
#include "lab/demo/music_package.h"
#include "lab/demo/royalty_inputs.h"
#include "lab/demo/suspect.h"
#include "lab/demo/tune_recording.h"
#include "lab/recording/table_file.h"
#include "report/display_text.h"
#include "report/trace_page.h"
#include "report/trace_table.h"
#include "tributary/workspace.h"

namespace tributary::lab {
namespace {

namespace fs = std::filesystem;

// Who a file without tags is by.
constexpr const char* kUntagged = "Battle for Wesnoth";

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

// The tune that one suspect plays anew.
constexpr const char* kCovered = "Greensleeves";

Result<std::vector<RecordedTune>> record_tunes(const fs::path& folder) {
  std::error_code failure;
  fs::create_directories(folder / "tunes", failure);
  if (failure) return Error{ErrorCode::kIo, (folder / "tunes").string() + ": " + failure.message()};
  TRIBUTARY_ASSIGN(const std::vector<Tune> tunes, read_tunes(folder / "tunes"));
  std::vector<RecordedTune> recorded;
  for (const Tune& tune : tunes) {
    TRIBUTARY_ASSIGN(const fs::path recording, record_tune(tune, folder / "tunes"));
    recorded.push_back({tune, fs::absolute(recording)});
  }
  return recorded;
}

// The catalog as its owner would hand it in: everything but the held-out artists.
Result<fs::path> write_catalog(const MusicPackage& music, const std::vector<RecordedTune>& tunes,
                               const fs::path& folder) {
  std::string text = "path,title,artist\n";
  for (const Track& track : music.tracks()) {
    if (is_held_out(track)) continue;
    text += fmt::format("{},{},{}\n", csv_field(track.path), csv_field(track.title),
                        csv_field(track.artist.empty() ? kUntagged : track.artist));
  }
  for (const RecordedTune& tune : tunes)
    text += fmt::format("{},{},{}\n", csv_field(tune.recording.string()), csv_field(tune.tune.title),
                        csv_field(tune.tune.composer));
  const fs::path path = folder / "catalog.csv";
  TRIBUTARY_TRY(base::replace_file(path, std::as_bytes(std::span(text))));
  return path;
}

void print_held_out(const MusicPackage& music) {
  std::map<std::string, std::string> titles;
  for (const Track& track : music.tracks()) {
    if (is_held_out(track)) titles[track.artist] += (titles[track.artist].empty() ? "" : ", ") + track.title;
  }
  for (const auto& [artist, list] : titles) {
    fmt::print("  held out of the catalog: {} ({})\n", report::printable(artist), report::printable(list));
  }
}

Result<Workspace> import_catalog(const MusicPackage& music, const std::vector<RecordedTune>& tunes,
                                 const fs::path& folder) {
  fmt::print(
      "Catalog: {} (artists from the files' tags, \"{}\" where a file has none),\n"
      "  and {} tunes in the public domain, played for it with TimGM6mb\n",
      music.folder().string(), kUntagged, tunes.size());
  std::fflush(stdout);
  const auto start = std::chrono::steady_clock::now();
  TRIBUTARY_ASSIGN(const fs::path catalog_csv, write_catalog(music, tunes, folder));
  TRIBUTARY_ASSIGN(Workspace workspace, Workspace::open_or_create(folder));
  TRIBUTARY_ASSIGN(const ImportReport report, workspace.import_csv(catalog_csv, {}));
  for (const Finding& refused : report.refused) {
    fmt::print("  skipped {}: {}\n", report::printable(refused.place), report::printable(refused.reason));
  }
  print_held_out(music);
  fmt::print("  {} recordings in the catalog, {} of them heard just now, in {:.1f} s\n\n", report.recordings,
             report.added + report.changed, seconds_since(start));
  return workspace;
}

Result<void> write_page(const Tracer& tracer, const TraceAnswer& answer, const fs::path& reports) {
  TRIBUTARY_ASSIGN(const std::string page, tracer.report(answer, {TRIBUTARY_VERSION, true, 0}));
  const std::string name = report::page_names({answer.query_path}).front();
  return base::replace_file(reports / name, std::as_bytes(std::span(page)));
}

// Whether the answer, which is added to `answers`, is near enough to the truth.
Result<bool> trace_suspect(const Tracer& tracer, const Suspect& suspect, const fs::path& reports,
                           std::vector<TraceAnswer>& answers) {
  const report::Terminal terminal = report::terminal_of(STDOUT_FILENO);
  fmt::print("{}. {}\n   {}\n\n", answers.size() + 1,
             report::painted(suspect.path.string(), report::Colour::kBold, terminal), report::printable(suspect.story));
  std::fflush(stdout);
  TRIBUTARY_ASSIGN(const TraceAnswer answer, tracer.trace(suspect.path, 0, Detail::kDetailed));
  TRIBUTARY_TRY(write_page(tracer, answer, reports));
  const Comparison comparison = compare(suspect, answer, terminal);
  fmt::print("{}\n{}\n", report::trace_table(answer, terminal), comparison.text);
  answers.push_back(answer);
  return comparison.holds();
}

Result<bool> run(const fs::path& folder) {
  const auto start = std::chrono::steady_clock::now();
  std::error_code failure;
  for (const char* name : {"suspects", "reports"}) {
    fs::create_directories(folder / name, failure);
    if (failure) return Error{ErrorCode::kIo, (folder / name).string() + ": " + failure.message()};
  }
  TRIBUTARY_ASSIGN(const MusicPackage music, MusicPackage::find());
  TRIBUTARY_ASSIGN(const std::vector<RecordedTune> tunes, record_tunes(folder));
  const auto covered =
      std::find_if(tunes.begin(), tunes.end(), [](const RecordedTune& one) { return one.tune.title == kCovered; });
  if (covered == tunes.end())
    return Error{ErrorCode::kNotFound, std::string(kCovered) + ": is not among the demo's tunes"};
  TRIBUTARY_ASSIGN(Workspace workspace, import_catalog(music, tunes, folder));
  TRIBUTARY_ASSIGN(const std::vector<Suspect> suspects,
                   make_suspects(music, *covered, folder / "suspects", base::available_cores()));
  TRIBUTARY_ASSIGN(const Tracer tracer, workspace.tracer());
  bool all_hold = true;
  std::vector<TraceAnswer> answers;
  for (const Suspect& suspect : suspects) {
    TRIBUTARY_ASSIGN(const bool holds, trace_suspect(tracer, suspect, folder / "reports", answers));
    all_hold = all_hold && holds;
  }
  TRIBUTARY_TRY(write_royalty_inputs(answers, folder));
  fmt::print("Every answer within {} points of the truth: {} ({:.1f} s in all)\n", kTolerancePoints,
             all_hold ? "yes" : "NO", seconds_since(start));
  fmt::print(
      "Open the reports in {} with a browser, or trace a track of your own:\n"
      "  build/release/tributary -w {} trace FILE --report DIR\n",
      (folder / "reports").string(), folder.string());
  return all_hold;
}

}  // namespace
}  // namespace tributary::lab

int main(int argc, char** argv) {
  std::filesystem::path folder = "demo-data";
  CLI::App app("Imports the music of wesnoth-1.16-music, makes five suspects out of it and traces them.");
  app.add_option("-w,--workspace", folder, "Where the catalog and the suspects go")->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  const auto all_hold = tributary::lab::run(folder);
  if (!all_hold) fmt::print(stderr, "demo: {}\n", all_hold.error().message);
  return all_hold && *all_hold ? 0 : 1;
}
