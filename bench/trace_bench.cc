// Tracing through the public API: a file in, an answer and its page out, over a catalog of all the music there is.
#include <algorithm>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>
#include <unistd.h>

#include "audio/decoder.h"
#include "audio/encoder.h"
#include "base/file.h"
#include "bench/music.h"
#include "tributary/workspace.h"

namespace tributary::bench {
namespace {

namespace fs = std::filesystem;

// A workspace in the temporary folder that goes with the process.
class TemporaryCatalog {
 public:
  TemporaryCatalog() : folder_(fs::temp_directory_path() / ("tributary_bench_" + std::to_string(::getpid()))) {
    fs::create_directories(folder_);
    problem_ = fill();
  }
  TemporaryCatalog(const TemporaryCatalog&) = delete;
  TemporaryCatalog& operator=(const TemporaryCatalog&) = delete;
  ~TemporaryCatalog() {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }

  const std::string& problem() const { return problem_; }  // empty where all is well
  fs::path workspace() const { return folder_ / "workspace"; }
  fs::path query(int duration_s) const { return folder_ / ("query_" + std::to_string(duration_s) + ".mp3"); }
  fs::path montage() const { return folder_ / "montage.mp3"; }

 private:
  std::string fill() const {
    if (music().empty()) return "no music: install wesnoth-1.16-music";
    std::string csv = "path,artist\n";
    for (const fs::path& track : music()) csv += track.string() + ",benchmark\n";
    const auto written = base::replace_file(folder_ / "catalog.csv", std::as_bytes(std::span(csv)));
    if (!written) return written.error().message;
    auto opened = Workspace::open_or_create(workspace());
    if (!opened) return opened.error().message;
    const auto imported = opened->import_csv(folder_ / "catalog.csv", {});
    if (!imported) return imported.error().message;
    const auto decoded = audio::decode_file(music().back(), {}, {44100, 1});
    if (!decoded) return decoded.error().message;
    audio::EncodeFormat format;
    format.channels = 1;
    format.codec = audio::Codec::kMp3;
    for (const int duration_s : {15, 180}) {
      const std::size_t count = std::min(decoded->size(), static_cast<std::size_t>(44100 * duration_s));
      const auto made = audio::encode_file(query(duration_s), std::span(*decoded).first(count), format);
      if (!made) return made.error().message;
    }
    return write_montage();
  }

  // Three minutes: 18 s from the middle of each of ten tracks.
  std::string write_montage() const {
    constexpr std::size_t kParts = 10;
    constexpr std::size_t kPartSamples = 18 * 44100;
    std::vector<float> samples;
    for (std::size_t i = 0; i < music().size() && samples.size() < kParts * kPartSamples; ++i) {
      const auto decoded = audio::decode_file(music()[i], {}, {44100, 1});
      if (!decoded) return decoded.error().message;
      if (decoded->size() < 2 * kPartSamples) continue;
      const auto middle = decoded->begin() + static_cast<std::ptrdiff_t>(decoded->size() / 2);
      samples.insert(samples.end(), middle, middle + kPartSamples);
    }
    audio::EncodeFormat format;
    format.channels = 1;
    format.codec = audio::Codec::kMp3;
    const auto made = audio::encode_file(montage(), samples, format);
    return made ? std::string() : made.error().message;
  }

  fs::path folder_;
  std::string problem_;
};

const TemporaryCatalog& catalog() {
  static const TemporaryCatalog kCatalog;
  return kCatalog;
}

// An excerpt and a whole track as MP3, in all tiers, on one thread: the time is what a catalog that is open costs.
void trace(benchmark::State& state) {
  if (!catalog().problem().empty()) return state.SkipWithError(catalog().problem().c_str());
  auto workspace = Workspace::open(catalog().workspace());
  if (!workspace) return state.SkipWithError(workspace.error().message.c_str());
  const auto tracer = workspace->tracer();
  if (!tracer) return state.SkipWithError(tracer.error().message.c_str());
  const int duration_s = static_cast<int>(state.range(0));
  for (auto _ : state) {
    const auto answer = tracer->trace(catalog().query(duration_s), 1);
    if (!answer) return state.SkipWithError(answer.error().message.c_str());
    if (answer->recording.shares.empty()) return state.SkipWithError("the query's own recording was not found");
  }
  state.counters["audio_s_per_cpu_s"] = benchmark::Counter(duration_s, benchmark::Counter::kIsIterationInvariantRate);
  state.counters["recordings"] = static_cast<double>(music().size());
}
BENCHMARK(trace)->Arg(15)->Arg(180)->ArgName("query_s")->Unit(benchmark::kMillisecond)->MeasureProcessCPUTime();

// The page of an answer with ten matches or more, on as many threads as there are cores.
void report(benchmark::State& state) {
  if (!catalog().problem().empty()) return state.SkipWithError(catalog().problem().c_str());
  auto workspace = Workspace::open(catalog().workspace());
  if (!workspace) return state.SkipWithError(workspace.error().message.c_str());
  const auto tracer = workspace->tracer();
  if (!tracer) return state.SkipWithError(tracer.error().message.c_str());
  const auto answer = tracer->trace(catalog().montage(), 0, Detail::kDetailed);
  if (!answer) return state.SkipWithError(answer.error().message.c_str());
  std::size_t bytes = 0;
  for (auto _ : state) {
    const auto page = tracer->report(*answer, {"benchmark", true, 0});
    if (!page) return state.SkipWithError(page.error().message.c_str());
    bytes = page->size();
  }
  state.counters["matches"] = static_cast<double>(answer->matches.size());
  state.counters["page_MB"] = static_cast<double>(bytes) / 1e6;
}
BENCHMARK(report)->Unit(benchmark::kMillisecond)->MeasureProcessCPUTime()->UseRealTime();

}  // namespace
}  // namespace tributary::bench
