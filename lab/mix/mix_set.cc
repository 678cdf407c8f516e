#include "lab/mix/mix_set.h"

#include <algorithm>
#include <atomic>
#include <span>
#include <string>
#include <system_error>

#include <fmt/format.h>

#include "audio/encoder.h"
#include "base/file.h"
#include "lab/mix/case_maker.h"
#include "lab/recording/random.h"
#include "lab/recording/table_file.h"
#include "lab/render/passage.h"
#include "lab/render/query_plan.h"
#include "lab/render/stateful_jobs.h"
#include "lab/sound/sound_file.h"

namespace tributary::lab {
namespace {

namespace fs = std::filesystem;

// Recordings of pieces are made this long at most: a suspect plays 40 s of one.
constexpr double kLongestRecording_s = 100;
constexpr double kCopySpeed = 1.015;  // a second recording of a work, or a copy, is not the same bytes

Result<void> write_text(const fs::path& path, const std::string& text) {
  return base::replace_file(path, std::as_bytes(std::span(text)));
}

Result<MixOrchestra> open_orchestra(const MixOptions& options) {
  MixOrchestra orchestra;
  if (options.corpus.empty()) return orchestra;
  TRIBUTARY_ASSIGN(Synthesizer catalog, Synthesizer::open(options.catalog_soundfont));
  orchestra.push_back(std::move(catalog));
  for (const fs::path& soundfont : options.query_soundfonts) {
    TRIBUTARY_ASSIGN(Synthesizer synthesizer, Synthesizer::open(soundfont));
    orchestra.push_back(std::move(synthesizer));
  }
  return orchestra;
}

Result<void> store(const fs::path& path, Sound sound, audio::Codec codec, int bit_rate) {
  return write_coded(path, without_clipping(std::move(sound)), codec, bit_rate);
}

// A catalog row; owners are the artists, each with one label.
std::string row(const fs::path& path, const std::string& title, const std::string& artist, const std::string& work_id,
                const std::string& tradition) {
  return fmt::format("{},{},{},{},{},{}\n", csv_field(path.string()), csv_field(title), csv_field(artist),
                     csv_field(work_id), csv_field("owner of " + artist), csv_field(tradition));
}

fs::path copy_path(const MixOptions& options, std::size_t i) {
  return options.out / "catalog" / fmt::format("copy_{:04}.mp3", i);
}
fs::path piece_path(const MixOptions& options, std::size_t i) {
  return options.out / "catalog" / fmt::format("piece_{:04}.mp3", i);
}

// The same recording 1.5% faster, as MP3.
Result<void> make_copy(const MixMusic& music, const MixOptions& options, std::size_t i) {
  const fs::path path = copy_path(options, i);
  if (fs::exists(path)) return {};
  Sound sound = to_mono(music.recordings[i].read(0, music.recordings[i].duration_s()));
  std::vector<float> faster;
  for (double place = 0; place < static_cast<double>(sound.samples.size()) - 1; place += kCopySpeed) {
    const auto before = static_cast<std::size_t>(place);
    const auto fraction = static_cast<float>(place - static_cast<double>(before));
    faster.push_back(sound.samples[before] * (1 - fraction) + sound.samples[before + 1] * fraction);
  }
  return store(path, {1, std::move(faster)}, audio::Codec::kMp3, 96'000);
}

Result<void> make_piece(const MixMusic& music, MixOrchestra& orchestra, const MixOptions& options, std::size_t i) {
  const fs::path path = piece_path(options, i);
  if (fs::exists(path)) return {};
  const Arrangement version = plan_recording(music.works[i], options.seed).version;
  Sound sound{1, play_passage(orchestra[0], version, 0, std::min(version.duration_s + 1, kLongestRecording_s))};
  return store(path, std::move(sound), audio::Codec::kMp3, 128'000);
}

std::string catalog_table(const MixMusic& music, const MixOptions& options) {
  std::string text = "path,title,artist,work_id,owner,tradition\n";
  for (std::size_t i = 0; i < music.recordings.size(); ++i) {
    const PcmTrack& track = music.recordings[i];
    const std::string title = track.source().stem().string();
    const std::string artist = style_of(track) + "/" + title;
    text += row(track.source(), title, artist, work_of(track), "");
    if (is_copied(i)) text += row(fs::absolute(copy_path(options, i)), title, artist, copy_work(track, i), "");
  }
  for (std::size_t i = 0; i < music.works.size(); ++i)
    text += row(fs::absolute(piece_path(options, i)), music.works[i].work_id, music.works[i].work_id,
                music.works[i].work_id, music.works[i].tradition);
  return text;
}

// What the suspects hold from outside: a catalog that is made larger must not hold it.
std::string outside_table(const MixMusic& music) {
  std::string text = "work_id\n";
  for (const PcmTrack& track : music.strangers) text += csv_field(work_of(track)) + "\n";
  for (const auto* pieces : {&music.other_works, &music.lacking})
    for (const Piece& piece : *pieces) text += csv_field(piece.work_id) + "\n";
  return text;
}

struct Container {
  audio::Codec codec;
  int bit_rate;
  const char* ending;
};

Container container_of(const std::string& treatment) {
  if (treatment == "mp3_64") return {audio::Codec::kMp3, 64'000, ".mp3"};
  if (treatment == "aac_48") return {audio::Codec::kAac, 48'000, ".m4a"};
  if (treatment == "opus_24") return {audio::Codec::kOpus, 24'000, ".opus"};
  return {audio::Codec::kMp3, 160'000, ".mp3"};
}

Result<void> write_case(const MixMusic& music, MixOrchestra& orchestra, const MixOptions& options, std::size_t number) {
  const fs::path truth = options.out / "cases" / fmt::format("{:05}.json", number);
  if (fs::exists(truth)) return {};
  TRIBUTARY_ASSIGN(MadeCase made, make_case(music, orchestra, number, options.seed));
  const Container container = container_of(made.mix_case.treatment);
  made.mix_case.path = fs::path("cases") / (made.mix_case.name + container.ending);
  TRIBUTARY_TRY(write_coded(options.out / made.mix_case.path, made.sound, container.codec, container.bit_rate));
  return write_text(truth, to_json(made.mix_case) + "\n");
}

}  // namespace

Result<std::vector<std::string>> make_mix_set(const MixOptions& options,
                                              const std::function<void(std::size_t, std::size_t)>& progress) {
  std::error_code failure;
  for (const char* folder : {"catalog", "cases"}) fs::create_directories(options.out / folder, failure);
  if (failure) return Error{ErrorCode::kIo, options.out.string() + ": " + failure.message()};
  TRIBUTARY_ASSIGN(const MixMusic music, open_mix_music(options));
  TRIBUTARY_TRY(write_text(options.out / "catalog.csv", catalog_table(music, options)));
  TRIBUTARY_TRY(write_text(options.out / "outside.csv", outside_table(music)));
  const std::size_t count = music.recordings.size() + music.works.size() + options.cases;
  std::atomic<std::size_t> done{0};
  TRIBUTARY_TRY(run_with_state<MixOrchestra>(
      count, options.jobs, [&] { return open_orchestra(options); },
      [&](MixOrchestra& orchestra, std::size_t i) -> Result<void> {
        progress(++done, count);
        if (i < music.recordings.size()) return is_copied(i) ? make_copy(music, options, i) : Result<void>();
        i -= music.recordings.size();
        if (i < music.works.size()) return make_piece(music, orchestra, options, i);
        return write_case(music, orchestra, options, i - music.works.size());
      }));
  return music.refused;
}

}  // namespace tributary::lab
