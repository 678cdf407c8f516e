#include "lab/render/audio_set.h"

#include <algorithm>
#include <atomic>
#include <cmath>

#include <fmt/format.h>

#include "audio/encoder.h"
#include "audio/resampler.h"
#include "base/file.h"
#include "lab/composition/arrangement/repeated_passages.h"
#include "lab/composition/mixing/version_plan.h"
#include "lab/recording/random.h"
#include "lab/recording/table_file.h"
#include "lab/render/passage.h"
#include "lab/render/recording_path.h"
#include "lab/render/stateful_jobs.h"
#include "lab/render/synthesizer.h"

namespace tributary::lab {
namespace {

namespace fs = std::filesystem;

using Samples = std::vector<float>;

// The SoundFonts of one thread: the catalog's first.
using Orchestra = std::vector<Synthesizer>;

Result<Orchestra> open_orchestra(const AudioSetOptions& options) {
  Orchestra orchestra;
  TRIBUTARY_ASSIGN(Synthesizer catalog, Synthesizer::open(options.catalog_soundfont));
  orchestra.push_back(std::move(catalog));
  for (const fs::path& soundfont : options.query_soundfonts) {
    TRIBUTARY_ASSIGN(Synthesizer synthesizer, Synthesizer::open(soundfont));
    orchestra.push_back(std::move(synthesizer));
  }
  return orchestra;
}

double level_db(const Samples& samples) {
  double sum = 0;
  for (const float sample : samples) sum += static_cast<double>(sample) * static_cast<double>(sample);
  return 10 * std::log10(sum / static_cast<double>(std::max<std::size_t>(samples.size(), 1)) + 1e-12);
}

void scale(Samples& samples, double gain) {
  for (float& sample : samples) sample *= static_cast<float>(gain);
}

// To -20 dB mean level, or less where peaks would exceed full scale.
void level(Samples& samples) {
  scale(samples, std::pow(10, (-20 - level_db(samples)) / 20));
  float peak = 0;
  for (const float sample : samples) peak = std::max(peak, std::abs(sample));
  if (peak > 0.99F) scale(samples, static_cast<double>(0.99F / peak));
}

// How a condition's queries are stored.
struct Container {
  audio::Codec codec = audio::Codec::kWavPcm16;
  int bit_rate = 0;
  const char* extension = ".wav";
};

Container container_of(Condition condition) {
  switch (condition) {
    case Condition::kCodecMp3:
      return {audio::Codec::kMp3, 64000, ".mp3"};
    case Condition::kCodecAac:
      return {audio::Codec::kAac, 48000, ".m4a"};
    case Condition::kCodecOpus:
      return {audio::Codec::kOpus, 24000, ".opus"};
    default:
      return {};
  }
}

Result<void> write(const fs::path& path, Samples samples, int rate_hz, const Container& container) {
  if (rate_hz != Synthesizer::kRateHz) {
    TRIBUTARY_ASSIGN(samples, audio::convert_rate(samples, 1, Synthesizer::kRateHz, rate_hz, path.string()));
  }
  level(samples);
  return audio::encode_file(path, samples, {container.codec, rate_hz, 1, container.bit_rate, {}});
}

std::size_t soundfont_of(const PlannedQuery& query, std::size_t soundfonts) {
  return Random(seed_for(query.seed, "soundfont")).below(soundfonts);
}

Samples play_query(Orchestra& orchestra, const PlannedQuery& query, double query_s) {
  Synthesizer& synthesizer = orchestra[1 + soundfont_of(query, orchestra.size() - 1)];
  Samples samples = play_passage(synthesizer, query.version, query.start_s, query_s);
  if (query.under != nullptr) {
    Samples under = play_passage(synthesizer, query.under_version, query.under_start_s, query_s);
    scale(under, std::pow(10, (level_db(samples) - query.under_db - level_db(under)) / 20));
    for (std::size_t i = 0; i < std::min(samples.size(), under.size()); ++i) samples[i] += under[i];
  }
  if (query.condition == Condition::kRoom) return in_room(samples, Synthesizer::kRateHz, seed_for(query.seed, "room"));
  if (query.condition == Condition::kMastered)
    return mastered(samples, Synthesizer::kRateHz, seed_for(query.seed, "mastering"));
  return samples;
}

fs::path catalog_path(std::size_t i) { return fs::path("catalog") / fmt::format("{:05}.wav", i); }
fs::path query_path(const QueryPlan& plan, std::size_t i) {
  return fs::path("queries") / fmt::format("{:05}{}", i, container_of(plan.queries[i].condition).extension);
}

std::string catalog_table(const QueryPlan& plan) {
  std::string text = "path,title,artist,work_id,version_id,tradition\n";
  for (std::size_t i = 0; i < plan.catalog.size(); ++i) {
    const Piece& piece = *plan.catalog[i].piece;
    const std::string artist = piece.composer.empty() ? "trad." : piece.composer;
    text += fmt::format("{},{},{},{},{},{}\n", catalog_path(i).string(),
                        csv_field(fs::path(piece.version_id).stem().string()), csv_field(artist),
                        csv_field(piece.work_id), csv_field(piece.version_id), piece.tradition);
  }
  return text;
}

std::string time_map_text(const std::vector<Stretch>& stretches) {
  constexpr double kShortest_s = 0.01;
  std::string text;
  for (const Stretch& s : stretches) {
    if (s.version_end_s - s.version_start_s < kShortest_s) continue;  // would be written as nothing
    text += fmt::format("{}{:.3f}-{:.3f}:{:.3f}-{:.3f}", text.empty() ? "" : "|", s.version_start_s, s.version_end_s,
                        s.original_start_s, s.original_end_s);
  }
  return text;
}

// Where else the catalog's recording plays what the query plays, in seconds from the places of the truth.
std::string repeats_text(const Piece& piece, const std::vector<Stretch>& truth) {
  if (truth.empty()) return {};
  double start_s = truth.front().original_start_s;
  double end_s = truth.front().original_end_s;
  for (const Stretch& s : truth) {
    start_s = std::min(start_s, s.original_start_s);
    end_s = std::max(end_s, s.original_end_s);
  }
  std::string text;
  for (const double shift_s : repeated_passages(piece.notes, tune_parts(piece), start_s, end_s))
    text += fmt::format("{}{:.3f}", text.empty() ? "" : "|", shift_s);
  return text;
}

std::string query_table(const QueryPlan& plan, const AudioSetOptions& options) {
  std::string text =
      "path,condition,work_id,version_id,tradition,transposition,tempo_ratio,start,length,soundfont,under,under_db,"
      "time_map,repeats\n";
  for (std::size_t i = 0; i < plan.queries.size(); ++i) {
    const PlannedQuery& query = plan.queries[i];
    const bool negative = query.condition == Condition::kNegative;
    const fs::path& soundfont = options.query_soundfonts[soundfont_of(query, options.query_soundfonts.size())];
    const std::vector<Stretch> truth = query.truth(options.query_s);
    text +=
        fmt::format("{},{},{},{},{},{},{:.4f},{:.3f},{:.3f},{},{},{:.1f},{},{}\n", query_path(plan, i).string(),
                    condition_name(query.condition), negative ? "" : csv_field(query.piece->work_id),
                    csv_field(query.piece->version_id), query.piece->tradition, query.version.transposition_semitones,
                    query.version.tempo_ratio, query.start_s, options.query_s, csv_field(soundfont.filename().string()),
                    query.under == nullptr ? "" : csv_field(query.under->version_id), query.under_db,
                    time_map_text(truth), repeats_text(*query.piece, truth));
  }
  return text;
}

Result<void> write_text(const fs::path& path, const std::string& text) {
  return base::replace_file(path, std::as_bytes(std::span(text)));
}

}  // namespace

Result<void> render_audio_set(const QueryPlan& plan, const AudioSetOptions& options,
                              const std::function<void(std::size_t, std::size_t)>& progress) {
  std::error_code failure;
  for (const char* folder : {"catalog", "queries"}) fs::create_directories(options.out / folder, failure);
  if (failure) return Error{ErrorCode::kIo, options.out.string() + ": " + failure.message()};
  const std::size_t count = plan.catalog.size() + plan.queries.size();
  std::atomic<std::size_t> done{0};
  TRIBUTARY_TRY(run_with_state<Orchestra>(
      count, options.threads, [&] { return open_orchestra(options); },
      [&](Orchestra& orchestra, std::size_t i) -> Result<void> {
        progress(++done, count);
        if (i < plan.catalog.size()) {
          const Arrangement& version = plan.catalog[i].version;
          return write(options.out / catalog_path(i), play_passage(orchestra[0], version, 0, version.duration_s + 1),
                       options.rate_hz, {});
        }
        const std::size_t number = i - plan.catalog.size();
        const PlannedQuery& query = plan.queries[number];
        return write(options.out / query_path(plan, number), play_query(orchestra, query, options.query_s),
                     options.rate_hz, container_of(query.condition));
      }));
  TRIBUTARY_TRY(write_text(options.out / "catalog.csv", catalog_table(plan)));
  return write_text(options.out / "queries.csv", query_table(plan, options));
}

}  // namespace tributary::lab
