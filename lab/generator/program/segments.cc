// lab_generator segments: a set of segments from the recordings of a catalog file.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <fmt/core.h>
#include <CLI/CLI.hpp>

#include "audio/decoder.h"
#include "audit/segment_levels.h"
#include "audit/segment_set.h"
#include "catalog/catalog_csv.h"
#include "lab/generator/program/jobs.h"

namespace tributary::lab {
namespace {

constexpr std::size_t kSamplesAtOnce = 1 << 16;

struct SegmentJob {
  std::filesystem::path catalog;
  std::filesystem::path out;
  std::size_t frames = 64;
  std::size_t per_artist = 0;  // 0: all
  std::size_t least = 1;       // an artist with fewer is left out
};

// All segments of an artist, in the order of the catalog and of time.
struct ArtistSegments {
  std::vector<float> levels;
  std::vector<audit::Segment> segments;
};

Result<std::vector<float>> decode(const std::filesystem::path& path) {
  TRIBUTARY_ASSIGN(audio::Decoder decoder, audio::Decoder::open(path));
  std::vector<float> samples;
  for (;;) {
    const std::size_t start = samples.size();
    samples.resize(start + kSamplesAtOnce);
    TRIBUTARY_ASSIGN(const std::size_t count, decoder.read(std::span(samples).subspan(start)));
    samples.resize(start + count);
    if (count == 0) return samples;
  }
}

audit::Segment segment_of(const Recording& recording, double start_s) {
  const auto tag = recording.tags.find("tag");
  return {recording.path,
          recording.work_id.empty() ? recording.path : recording.work_id,
          recording.owners.empty() ? recording.artist : recording.owners.front().owner,
          recording.artist,
          tag == recording.tags.end() ? "music" : tag->second,
          start_s};
}

void add_segments(const Recording& recording, const std::vector<float>& levels, std::size_t frames,
                  ArtistSegments& artist) {
  const std::size_t size = frames * audit::kLevelBands;
  for (std::size_t start = 0; start + size <= levels.size(); start += size) {
    const auto segment = std::span(levels).subspan(start, size);
    if (!audit::sounds(segment)) continue;
    artist.levels.insert(artist.levels.end(), segment.begin(), segment.end());
    artist.segments.push_back(
        segment_of(recording, dsp::constant_q_frames_to_seconds(static_cast<double>(start / audit::kLevelBands))));
  }
}

// Segments spread evenly over all that an artist has.
void take(const ArtistSegments& artist, const SegmentJob& job, audit::SegmentSet& set) {
  const std::size_t there = artist.segments.size();
  const std::size_t wanted = job.per_artist == 0 ? there : std::min(there, job.per_artist);
  const std::size_t size = job.frames * audit::kLevelBands;
  for (std::size_t i = 0; i < wanted; ++i) {
    const std::size_t index = i * there / wanted;
    const auto levels = std::span(artist.levels).subspan(index * size, size);
    set.levels.insert(set.levels.end(), levels.begin(), levels.end());
    set.segments.push_back(artist.segments[index]);
  }
}

Result<std::vector<Recording>> read_catalog(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return Error{ErrorCode::kNotFound, path.string() + ": cannot be opened"};
  const std::string bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  TRIBUTARY_ASSIGN(catalog::CatalogCsv csv, catalog::parse_catalog_csv(bytes, path.string()));
  for (const catalog::CsvRefusal& refusal : csv.refusals)
    fmt::print(stderr, "{}:{}: {}\n", path.string(), refusal.line, refusal.reason);
  std::vector<Recording> recordings;
  for (catalog::CsvRecording& row : csv.recordings) recordings.push_back(std::move(row.recording));
  return recordings;
}

Result<void> make_segments(const SegmentJob& job) {
  TRIBUTARY_ASSIGN(const std::vector<Recording> recordings, read_catalog(job.catalog));
  std::map<std::string, ArtistSegments> artists;
  for (const Recording& recording : recordings) {
    const Result<std::vector<float>> samples = decode(job.catalog.parent_path() / recording.path);
    if (!samples) {
      fmt::print(stderr, "left out: {}\n", samples.error().message);
      continue;
    }
    add_segments(recording, audit::segment_levels(*samples), job.frames, artists[recording.artist]);
  }
  audit::SegmentSet set{job.frames, audit::kLevelBands, {}, {}};
  for (const auto& [name, artist] : artists) {
    const bool enough = artist.segments.size() >= job.least;
    fmt::print("{:6} segments  {}{}\n", artist.segments.size(), name, enough ? "" : " (left out: too few)");
    if (enough) take(artist, job, set);
  }
  if (set.size() == 0) return Error{ErrorCode::kInvalidInput, job.catalog.string() + ": no recording has a segment"};
  fmt::print("{:6} segments of {:.2f} s in {}\n", set.size(),
             dsp::constant_q_frames_to_seconds(static_cast<double>(job.frames)), job.out.string());
  return audit::write_segment_set(job.out, set);
}

}  // namespace

GeneratorJob declare_generator_segments(CLI::App& app) {
  auto job = std::make_shared<SegmentJob>();
  CLI::App* verb = app.add_subcommand("segments", "Cut recordings into what generators learn from");
  verb->add_option("--catalog", job->catalog, "A catalog file; its column \"tag\" is what a generator is told")
      ->required();
  verb->add_option("--out", job->out, "The file to write: NAME.tensors, with NAME.tsv beside it")->required();
  verb->add_option("--frames", job->frames, "Of a segment; 20 are a second")
      ->check(CLI::Range(4, 2000))
      ->capture_default_str();
  verb->add_option("--per-artist", job->per_artist, "At most so many, spread over all; 0: all")->capture_default_str();
  verb->add_option("--least", job->least, "Leave out artists with fewer segments")->capture_default_str();
  return [job] { return make_segments(*job); };
}

}  // namespace tributary::lab
