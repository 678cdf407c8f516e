#include "lab/recording/query_maker.h"

#include <algorithm>
#include <mutex>
#include <optional>

#include <fmt/format.h>

#include "base/parallel.h"
#include "lab/recording/music_library.h"
#include "lab/sound/sound_file.h"

namespace tributary::lab {
namespace {

namespace fs = std::filesystem;

constexpr double kMostSource = 1.2;  // a tempo of +20% takes 1.2 seconds of the source for each of the query

struct Job {
  Query query;
  Place place;
  std::size_t number = 0;  // of the place
};

// The most of a track that any treatment reads from a place on.
double source_span_s(const QueryMakerOptions& options) {
  return *std::max_element(options.lengths_s.begin(), options.lengths_s.end()) * kMostSource + 0.5;
}

Result<void> make_folder(const fs::path& folder) {
  std::error_code failure;
  fs::create_directories(folder, failure);
  if (failure) return Error{ErrorCode::kIo, folder.string() + ": " + failure.message()};
  return {};
}

Result<std::vector<Place>> pick(const MusicLibrary& music, const std::vector<std::size_t>& among, std::size_t count,
                                const QueryMakerOptions& options, const std::string& purpose) {
  const auto [shortest, longest] = std::minmax_element(options.lengths_s.begin(), options.lengths_s.end());
  return pick_places(music, among, count, *shortest, *longest, source_span_s(options),
                     Random(seed_for(options.seed, purpose)));
}

struct Company {
  Sound sound;
  std::size_t track = 0;
};

// Other music to mix in: from outside the catalog, or, for a pair, another catalog track.
Company pick_company(const MusicLibrary& music, const Job& job, const QueryMakerOptions& options) {
  const bool pair = job.query.treatment.starts_with("pair");
  const std::vector<std::size_t>& among = pair ? music.catalog : music.outside;
  const double span_s = source_span_s(options);
  Random random(seed_for(options.seed, fmt::format("{} {}", pair ? "pair" : "mix", job.number)));
  for (;;) {
    const std::size_t track = among[random.below(among.size())];
    const PcmTrack& pcm = music.tracks[track];
    Sound sound = to_mono(pcm.read(random_offset_s(random, pcm, span_s), job.query.length_s));
    if (track != job.place.track && sounds(sound, job.query.length_s)) return {std::move(sound), track};
  }
}

Result<void> make_query(const MusicLibrary& music, const QueryMakerOptions& options, Job& job) {
  const std::string name = job.query.path.stem();
  const fs::path scratch = options.out / "scratch" / name;
  TRIBUTARY_TRY(make_folder(scratch));
  TreatmentInput input;
  input.source = music.tracks[job.place.track].read(job.place.offset_s, job.query.length_s * kMostSource);
  input.length_s = job.query.length_s;
  input.noise = Random(seed_for(options.seed, name));
  input.scratch = scratch;
  if (needs_company(job.query.treatment)) {
    Company company = pick_company(music, job, options);
    input.company = std::move(company.sound);
    if (job.query.treatment.starts_with("pair")) job.query.truth.push_back(music.tracks[company.track].source());
  }
  const bool negative = job.query.treatment == "negative";
  auto sound = treated(negative ? "clean" : job.query.treatment, std::move(input));
  std::error_code ignored;  // what is left over is overwritten by the next run
  fs::remove_all(scratch, ignored);
  if (!sound) return std::move(sound).error();
  return write_wav(job.query.path, without_clipping(std::move(*sound)));
}

void add_jobs(std::vector<Job>& jobs, const MusicLibrary& music, const QueryMakerOptions& options,
              const std::vector<Place>& places, const std::vector<std::string>& treatments) {
  for (std::size_t number = 0; number < places.size(); ++number) {
    for (const std::string& treatment : treatments) {
      for (const int length_s : options.lengths_s) {
        const Place& place = places[number];
        Query query{options.out / "queries" / fmt::format("{}_{:02}s_{:03}.wav", treatment, length_s, number),
                    treatment,
                    length_s,
                    {},
                    place.offset_s};
        if (treatment != "negative") query.truth = {music.tracks[place.track].source()};
        jobs.push_back({std::move(query), place, number});
      }
    }
  }
}

Result<void> run_jobs(std::vector<Job>& jobs, const MusicLibrary& music, const QueryMakerOptions& options,
                      const QueryProgress& progress) {
  std::mutex mutex;
  std::size_t done = 0;
  std::optional<Error> failure;
  base::parallel_for(jobs.size(), options.jobs, [&](std::size_t i) {
    {
      const std::lock_guard lock(mutex);
      if (failure) return;
    }
    auto made = make_query(music, options, jobs[i]);
    const std::lock_guard lock(mutex);
    if (!made && !failure) failure = std::move(made).error();
    progress(++done, jobs.size());
  });
  if (failure) return *std::move(failure);
  return {};
}

}  // namespace

Result<QuerySet> make_query_set(const QueryMakerOptions& requested, const QueryProgress& progress) {
  TRIBUTARY_TRY(check_tools(requested.treatments));
  QueryMakerOptions options = requested;
  options.out = fs::absolute(requested.out);
  for (const char* folder : {"decoded", "queries", "scratch"}) TRIBUTARY_TRY(make_folder(options.out / folder));
  TRIBUTARY_ASSIGN(const MusicLibrary music, open_music_library(options.music, options.out / "decoded",
                                                                options.held_fraction, options.seed, options.jobs));
  TRIBUTARY_ASSIGN(const std::vector<Place> places, pick(music, music.catalog, options.excerpts, options, "excerpts"));
  TRIBUTARY_ASSIGN(const std::vector<Place> negatives,
                   pick(music, music.outside, options.negatives, options, "negatives"));
  std::vector<Job> jobs;
  add_jobs(jobs, music, options, places, options.treatments);
  add_jobs(jobs, music, options, negatives, {"negative"});
  TRIBUTARY_TRY(run_jobs(jobs, music, options, progress));
  std::vector<fs::path> catalog;
  for (const std::size_t track : music.catalog) catalog.push_back(music.tracks[track].source());
  std::vector<Query> queries;
  for (Job& job : jobs) queries.push_back(std::move(job.query));
  return write_query_set(options.out, catalog, queries);
}

}  // namespace tributary::lab
