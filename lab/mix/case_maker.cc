#include "lab/mix/case_maker.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "audio/time_stretch.h"
#include "lab/random/random.h"
#include "lab/recording/music_library.h"
#include "lab/recording/random.h"
#include "lab/render/passage.h"
#include "lab/render/recording_path.h"

namespace tributary::lab {
namespace {

constexpr double kLevel_db = -20;
constexpr int kAttempts = 40;

std::vector<std::uint8_t> melodic_programs() {
  std::vector<std::uint8_t> programs;
  for (std::uint8_t program = 0; program < 96; ++program)
    if (program != 47) programs.push_back(program);
  return programs;
}

// How far a suspect goes from the piece it plays.
ArrangementRange version_range() {
  ArrangementRange range;
  range.programs = melodic_programs();
  range.most_semitones = 6;
  range.tempo = {0.8, 1.25, 0.05};
  range.made_up_chords = 0.4;
  range.percussion = 0.3;
  range.dropped_parts = 0.2;
  range.structure = {0.15, 0.15};
  return range;
}

Sound levelled(Sound sound, double level) {
  return scaled(std::move(sound), static_cast<float>(std::pow(10, (level - level_db(sound)) / 20)));
}

// Draws and puts together the ingredients of one case.
class Kitchen {
 public:
  Kitchen(const MixMusic& music, MixOrchestra& orchestra, Random random)
      : music_(music), orchestra_(orchestra), random_(random) {}

  Result<void> montage(bool copied) {
    duration_s_ = random_.uniform(40, 90);
    double at_s = 0;
    while (at_s < duration_s_ - 4) {
      const double length_s = std::min(random_.uniform(6, 25), duration_s_ - at_s);
      if (random_.chance(0.5)) {
        TRIBUTARY_TRY(add_recording(at_s, length_s, copied, true));
      } else {
        TRIBUTARY_TRY(add_stranger(at_s, length_s));
      }
      at_s += length_s;
    }
    return {};
  }

  // Two at once, of which the second may begin later and end sooner.
  Result<void> layered(bool with_stranger) {
    duration_s_ = random_.uniform(25, 50);
    TRIBUTARY_TRY(add_recording(0, duration_s_, false, false));
    const double from_s = random_.chance(0.5) ? 0 : random_.uniform(0, duration_s_ / 3);
    const double length_s = (duration_s_ - from_s) * random_.uniform(0.6, 1);
    TRIBUTARY_TRY(with_stranger ? add_stranger(from_s, length_s) : add_recording(from_s, length_s, false, false));
    Ingredient& second = ingredients_.back();
    second.sound = levelled(std::move(second.sound), kLevel_db + random_.uniform(-6, 6));
    return {};
  }

  Result<void> versions(int pieces, bool accompanied) {
    duration_s_ = random_.uniform(40, 80);
    double at_s = 0;
    for (int i = 0; i < pieces; ++i) {
      const double length_s = std::min(random_.uniform(18, 40), duration_s_ - at_s);
      if (length_s < 12) break;
      TRIBUTARY_TRY(add_piece(music_.works, at_s, length_s, true));
      if (accompanied) {
        TRIBUTARY_TRY(add_piece(music_.other_works, at_s, length_s, false));
        Ingredient& under = ingredients_.back();
        under.sound = levelled(std::move(under.sound), kLevel_db - random_.uniform(0, 8));
      }
      at_s += length_s;
    }
    return duration_s_ - at_s > 6 ? add_piece(music_.other_works, at_s, duration_s_ - at_s, false) : Result<void>();
  }

  Result<void> nothing(const std::string& kind) {
    duration_s_ = random_.uniform(20, 60);
    if (kind == "nothing_recording") return add_stranger(0, duration_s_);
    return add_piece(kind == "nothing_piece" ? music_.other_works : music_.lacking, 0, duration_s_, false);
  }

  double duration_s() const { return duration_s_; }
  const std::vector<Ingredient>& ingredients() const { return ingredients_; }
  std::map<std::string, std::string> groups() const { return groups_; }

 private:
  Result<void> add_recording(double at_s, double length_s, bool copied, bool may_change) {
    for (int attempt = 0; attempt < kAttempts; ++attempt) {
      const std::size_t number = random_.below(music_.recordings.size());
      if (copied && !is_copied(number)) continue;
      const PcmTrack& track = music_.recordings[number];
      if (!may_change && !ingredients_.empty() && ingredients_.back().work_id == work_of(track)) continue;
      const bool changed = may_change && random_.chance(0.2);
      const double ratio = changed ? random_.uniform(0.87, 1.15) : 1;
      auto sound = passage_of(track, length_s / ratio);
      if (!sound) continue;
      if (changed) {
        TRIBUTARY_ASSIGN(sound->samples,
                         audio::stretch(sound->samples, 1, kSoundRateHz, ratio, std::round(random_.uniform(-3, 3))));
      }
      add({levelled(std::move(*sound), kLevel_db), at_s, work_of(track), true});
      groups_["style"] = style_of(track);
      return {};
    }
    return Error{ErrorCode::kInvalidInput, "no recording of the catalog sounds for long enough"};
  }

  Result<void> add_stranger(double at_s, double length_s) {
    for (int attempt = 0; attempt < kAttempts; ++attempt) {
      const PcmTrack& track = music_.strangers[random_.below(music_.strangers.size())];
      auto sound = passage_of(track, length_s);
      if (!sound) continue;
      add({levelled(std::move(*sound), kLevel_db), at_s, "", false});
      groups_.try_emplace("style", style_of(track));
      return {};
    }
    return Error{ErrorCode::kInvalidInput, "no music from outside sounds for long enough"};
  }

  std::optional<Sound> passage_of(const PcmTrack& track, double length_s) {
    if (track.duration_s() < length_s + 2) return std::nullopt;
    Sound sound = to_mono(track.read(random_offset_s(random_, track, length_s), length_s));
    return sounds(sound, length_s) ? std::optional(std::move(sound)) : std::nullopt;
  }

  Result<void> add_piece(const std::vector<Piece>& pieces, double at_s, double length_s, bool in_catalog) {
    for (int attempt = 0; attempt < kAttempts; ++attempt) {
      const Piece& piece = pieces[random_.below(pieces.size())];
      const Arrangement version = arrange(piece, version_range(), random_.next());
      if (version.duration_s < length_s && attempt < kAttempts / 2) continue;
      const double start_s = random_.uniform(0, std::max(0.0, version.duration_s - length_s));
      Synthesizer& synthesizer = orchestra_[1 + random_.below(orchestra_.size() - 1)];
      const double sounding_s = std::min(length_s, version.duration_s);
      Sound sound{1, play_passage(synthesizer, version, start_s, sounding_s)};
      if (!sounds(fit(sound, frames_of(sounding_s)), sounding_s)) continue;
      add({levelled(std::move(sound), kLevel_db), at_s, in_catalog ? piece.work_id : "", false});
      groups_.try_emplace("tradition", piece.tradition);
      return {};
    }
    return Error{ErrorCode::kInvalidInput, "no piece sounds for long enough"};
  }

  void add(Ingredient ingredient) { ingredients_.push_back(std::move(ingredient)); }

  const MixMusic& music_;
  MixOrchestra& orchestra_;
  Random random_;
  double duration_s_ = 0;
  std::vector<Ingredient> ingredients_;
  std::map<std::string, std::string> groups_;
};

Result<void> cook(const std::string& kind, Kitchen& kitchen, Random& random) {
  if (kind == "montage" || kind == "copied") return kitchen.montage(kind == "copied");
  if (kind == "layered" || kind == "layered_stranger") return kitchen.layered(kind == "layered_stranger");
  if (kind == "version" || kind == "version_accompanied") return kitchen.versions(1, kind == "version_accompanied");
  if (kind == "versions") return kitchen.versions(2 + static_cast<int>(random.below(2)), false);
  return kitchen.nothing(kind);
}

Sound with_noise(Sound sound, double below_db, Random random) {
  const auto amplitude = static_cast<float>(std::pow(10, (level_db(sound) - below_db) / 20));
  for (float& sample : sound.samples) sample += amplitude * static_cast<float>(random.normal());
  return sound;
}

Sound treated_in_place(const std::string& treatment, Sound sound, std::uint64_t seed) {
  if (treatment == "noise_15dB") return with_noise(std::move(sound), 15, Random(seed));
  if (treatment == "room") return {1, in_room(sound.samples, kSoundRateHz, seed)};
  if (treatment == "mastered") return {1, mastered(sound.samples, kSoundRateHz, seed)};
  return sound;
}

}  // namespace

const std::vector<std::string>& case_kinds() {
  static const std::vector<std::string> kKinds = {
      "montage",       "version",  "nothing_recording", "layered",         "montage",
      "versions",      "version",  "layered_stranger",  "montage",         "copied",
      "nothing_piece", "version",  "montage",           "nothing_lacking", "version_accompanied",
      "montage",       "versions", "nothing_recording", "layered",         "version"};
  return kKinds;
}

const std::vector<std::string>& case_treatments() {
  static const std::vector<std::string> kTreatments = {"none",       "mp3_64", "aac_48",  "opus_24",
                                                       "noise_15dB", "room",   "mastered"};
  return kTreatments;
}

bool is_copied(std::size_t recording) { return recording % 8 == 0; }

std::string copy_work(const PcmTrack& track, std::size_t recording) {
  return work_of(track) + (recording % 16 == 0 ? kCopySuffix : "");
}

Result<MadeCase> make_case(const MixMusic& music, MixOrchestra& orchestra, std::size_t number, std::uint64_t seed) {
  Random random(seed_for(seed, fmt::format("case {}", number)));
  std::string kind = case_kinds()[number % case_kinds().size()];
  if (music.works.empty() && (kind.starts_with("version") || kind == "nothing_piece" || kind == "nothing_lacking"))
    kind = kind.starts_with("version") ? "montage" : "nothing_recording";
  Kitchen kitchen(music, orchestra, Random(random.next()));
  TRIBUTARY_TRY(cook(kind, kitchen, random));
  MadeCase made;
  made.mix_case.name = fmt::format("{:05}", number);
  made.mix_case.kind = kind;
  made.mix_case.treatment =
      random.chance(0.4) ? "none" : case_treatments()[1 + random.below(case_treatments().size() - 1)];
  made.mix_case.duration_s = kitchen.duration_s();
  made.mix_case.groups = kitchen.groups();
  made.mix_case.truth = truth_of(kitchen.ingredients(), kitchen.duration_s());
  made.sound = without_clipping(treated_in_place(
      made.mix_case.treatment, put_together(kitchen.ingredients(), kitchen.duration_s()), random.next()));
  return made;
}

}  // namespace tributary::lab
