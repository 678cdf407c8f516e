#include "lab/demo/suspect.h"

#include <array>
#include <cmath>
#include <functional>
#include <optional>
#include <tuple>

#include <fmt/format.h>

#include "audio/time_stretch.h"
#include "base/parallel.h"
#include "lab/sound/sound.h"
#include "lab/sound/sound_file.h"

namespace tributary::lab {
namespace {

constexpr double kFade_s = 0.05;
constexpr double kPitchSemitones = 2;

// `duration_s` of a track, and half a fade on each side for the joins.
Result<Sound> piece(const Track& track, double start_s, double duration_s) {
  TRIBUTARY_ASSIGN(Sound part, read_part(track.path, start_s - kFade_s / 2, duration_s + kFade_s));
  if (part.frames() == frames_of(duration_s + kFade_s)) return part;
  return Error{ErrorCode::kInvalidInput, fmt::format("{} ends before second {:.0f}, which the demo needs",
                                                     track.path.string(), start_s + duration_s)};
}

// The part of the sounding energy that is the first sound's, as the mean over seconds.
double energy_percent(const Sound& first, const Sound& second) {
  double sum = 0;
  const int seconds = static_cast<int>(first.duration_s());
  for (int second_of_mix = 0; second_of_mix < seconds; ++second_of_mix) {
    const double a = std::pow(10, level_db(slice(first, second_of_mix, 1)) / 10);
    const double b = std::pow(10, level_db(slice(second, second_of_mix, 1)) / 10);
    sum += a / (a + b);
  }
  return 100 * sum / seconds;
}

Result<Suspect> make_pitched(const MusicPackage& music, const std::filesystem::path& folder) {
  TRIBUTARY_ASSIGN(const Track track, music.track("knolls.ogg"));
  TRIBUTARY_ASSIGN(const Sound excerpt, piece(track, 60, 30));
  TRIBUTARY_ASSIGN(std::vector<float> shifted,
                   audio::stretch(excerpt.samples, excerpt.channels, kSoundRateHz, 1.0, kPitchSemitones));
  const Suspect suspect{folder / "pitched.mp3",
                        fmt::format("30 s of \"{}\" by {}, {:.0f} semitones higher, MP3 at 64 kbit/s", track.title,
                                    track.artist, kPitchSemitones),
                        {{track.path, track.title, 100}},
                        Tier::kRecording};
  TRIBUTARY_TRY(
      write_coded(suspect.path, without_clipping({excerpt.channels, std::move(shifted)}), audio::Codec::kMp3, 64'000));
  return suspect;
}

Result<Suspect> make_montage(const MusicPackage& music, const std::filesystem::path& folder) {
  TRIBUTARY_ASSIGN(const Track most, music.track("legends_of_the_north.ogg"));
  TRIBUTARY_ASSIGN(const Track some, music.track("battle.ogg"));
  TRIBUTARY_ASSIGN(const Track nobody, music.track("vengeful.ogg"));
  const std::vector<std::tuple<Track, double, double>> plan = {{nobody, 20, 30}, {most, 40, 20},    {nobody, 90, 22},
                                                               {some, 100, 12},  {nobody, 150, 20}, {most, 120, 16}};
  std::vector<Sound> parts;
  for (const auto& [track, start_s, duration_s] : plan) {
    TRIBUTARY_ASSIGN(Sound part, piece(track, start_s, duration_s));
    parts.push_back(std::move(part));
  }
  const Suspect suspect{
      folder / "montage.mp3",
      fmt::format("120 s cut together: 36 s of \"{}\" by {}, 12 s of \"{}\" by {}, 72 s of music outside the catalog",
                  most.title, most.artist, some.title, some.artist),
      {{most.path, most.title, 30}, {some.path, some.title, 10}},
      Tier::kRecording};
  TRIBUTARY_TRY(write_coded(suspect.path, without_clipping(joined(parts, kFade_s)), audio::Codec::kMp3, 128'000));
  return suspect;
}

// Both play at a steady level there, so that equally loud means half of every second each.
Result<Suspect> make_mix(const MusicPackage& music, const std::filesystem::path& folder) {
  TRIBUTARY_ASSIGN(const Track one, music.track("suspense.ogg"));
  TRIBUTARY_ASSIGN(const Track other, music.track("breaking_the_chains.ogg"));
  TRIBUTARY_ASSIGN(const Sound front_stereo, piece(one, 120, 60));
  TRIBUTARY_ASSIGN(const Sound under_stereo, piece(other, 12, 60));
  const Sound front = to_mono(front_stereo);
  const Sound under = to_mono(under_stereo);
  const Sound levelled = scaled(under, static_cast<float>(std::pow(10, (level_db(front) - level_db(under)) / 20)));
  const double percent = energy_percent(front, levelled);
  const Suspect suspect{folder / "mix.ogg",
                        fmt::format("60 s of \"{}\" by {} and \"{}\" by {} at the same time, equally loud, in mono",
                                    one.title, one.artist, other.title, other.artist),
                        {{one.path, one.title, percent}, {other.path, other.title, 100 - percent}},
                        Tier::kRecording};
  TRIBUTARY_TRY(write_coded(suspect.path, without_clipping(mixed(front, levelled, 0)), audio::Codec::kVorbis, 128'000));
  return suspect;
}

Result<Suspect> make_unrelated(const MusicPackage& music, const std::filesystem::path& folder) {
  TRIBUTARY_ASSIGN(const Track track, music.track("loyalists.ogg"));
  TRIBUTARY_ASSIGN(Sound sound, read_sound(track.path));
  const Suspect suspect{folder / "unrelated.ogg",
                        fmt::format("\"{}\" by {}, none of whose music is in the catalog", track.title, track.artist),
                        {},
                        Tier::kRecording};
  TRIBUTARY_TRY(write_coded(suspect.path, without_clipping(std::move(sound)), audio::Codec::kVorbis, 128'000));
  return suspect;
}

// 36 s of a tune, and 24 s of what is in no catalog.
Result<Suspect> make_cover(const MusicPackage& music, const RecordedTune& covered,
                           const std::filesystem::path& folder) {
  TRIBUTARY_ASSIGN(const Track nobody, music.track("vengeful.ogg"));
  TRIBUTARY_ASSIGN(const Cover cover, play_cover(covered.tune, 36 + kFade_s));
  TRIBUTARY_ASSIGN(const Sound rest_stereo, piece(nobody, 20, 24));
  const Sound played{1, cover.samples};
  const Sound rest = to_mono(rest_stereo);
  const Sound levelled = scaled(played, static_cast<float>(std::pow(10, (level_db(rest) - level_db(played)) / 20)));
  Suspect suspect{folder / "cover.mp3",
                  fmt::format("36 s of \"{}\" played anew: {:+} semitones, {:.2f} times as fast, other instruments and "
                              "chords; then 24 s of music outside the catalog; MP3 at 96 kbit/s",
                              covered.tune.title, cover.transposition_semitones, cover.tempo_ratio),
                  {{covered.recording, covered.tune.title, 60}},
                  Tier::kComposition};
  const std::vector<Sound> parts = {levelled, rest};
  TRIBUTARY_TRY(write_coded(suspect.path, without_clipping(joined(parts, kFade_s)), audio::Codec::kMp3, 96'000));
  return suspect;
}

}  // namespace

Result<std::vector<Suspect>> make_suspects(const MusicPackage& music, const RecordedTune& covered,
                                           const std::filesystem::path& folder, std::size_t threads) {
  using Maker = std::function<Result<Suspect>()>;
  const std::array<Maker, 5> makers = {
      [&] { return make_pitched(music, folder); }, [&] { return make_montage(music, folder); },
      [&] { return make_mix(music, folder); }, [&] { return make_unrelated(music, folder); },
      [&] { return make_cover(music, covered, folder); }};
  std::array<std::optional<Result<Suspect>>, makers.size()> made;
  base::parallel_for(makers.size(), threads, [&](std::size_t i) { made[i] = makers[i](); });
  std::vector<Suspect> suspects;
  for (auto& one : made) {
    TRIBUTARY_ASSIGN(Suspect suspect, *std::move(one));
    suspects.push_back(std::move(suspect));
  }
  return suspects;
}

}  // namespace tributary::lab
