// The composition tier through the program: a tune of the catalog is found when it is played anew.
#include <array>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <numbers>
#include <random>
#include <vector>

#include "tests/program/music.h"
#include "tests/program/workspace_fixture.h"

namespace tributary::testing {
namespace {

namespace fs = std::filesystem;

using ::testing::SizeIs;

struct TunedNote {
  double onset_s = 0;
  double duration_s = 0;
  int pitch = 0;  // MIDI key
};

// A tune that walks through a major scale, the same for the same seed.
std::vector<TunedNote> made_up_tune(std::uint32_t seed, double duration_s) {
  constexpr std::array<int, 7> kScale = {0, 2, 4, 5, 7, 9, 11};
  std::mt19937 random(seed);
  const int tonic = 60 + static_cast<int>(random() % 12);
  int degree = 3;
  std::vector<TunedNote> notes;
  for (double at_s = 0; at_s < duration_s;) {
    const double length_s = 0.2 * static_cast<double>(1 + random() % 4);
    degree = std::min(12, std::max(0, degree + static_cast<int>(random() % 7) - 3));
    notes.push_back({at_s, length_s, tonic + 12 * (degree / 7) + kScale[static_cast<std::size_t>(degree % 7)]});
    at_s += length_s;
  }
  return notes;
}

struct Rendition {
  int transposition = 0;
  double tempo_ratio = 1;
  double brightness = 0.6;  // of a partial, relative to the one below
};

std::vector<float> play(const std::vector<TunedNote>& notes, const Rendition& rendition) {
  constexpr int kPartials = 6;
  const double end_s = (notes.back().onset_s + notes.back().duration_s) / rendition.tempo_ratio;
  std::vector<float> samples(static_cast<std::size_t>(end_s * kMusicRateHz) + 1);
  for (const TunedNote& note : notes) {
    const double hz = 440 * std::pow(2, (note.pitch + rendition.transposition - 69) / 12.0);
    const auto first = static_cast<std::size_t>(note.onset_s / rendition.tempo_ratio * kMusicRateHz);
    const auto count = static_cast<std::size_t>(note.duration_s / rendition.tempo_ratio * kMusicRateHz);
    for (std::size_t i = 0; i < count && first + i < samples.size(); ++i) {
      const double t_s = static_cast<double>(i) / kMusicRateHz;
      double sum = 0;
      double amplitude = 0.15;
      for (int partial = 1; partial <= kPartials; ++partial, amplitude *= rendition.brightness)
        sum += amplitude * std::sin(2 * std::numbers::pi * hz * partial * t_s);
      samples[first + i] += static_cast<float>(sum * std::exp(-2 * t_s));
    }
  }
  return samples;
}

class CompositionVerb : public WorkspaceFixture {
 protected:
  CompositionVerb() {
    for (std::uint32_t seed = 0; seed < 30; ++seed)
      write_music(music() / ("tune" + std::to_string(seed) + ".flac"), play(made_up_tune(seed, 30), {}),
                  audio::Codec::kFlac);
    catalog_json({"import", music().string()});
  }

  fs::path suspect(std::uint32_t seed, const Rendition& rendition) const {
    const fs::path path = folder_ / "suspect.mp3";
    write_music(path, play(made_up_tune(seed, 20), rendition), audio::Codec::kMp3, 64'000);
    return path;
  }
};

// One test: making the catalog takes longest.
TEST_F(CompositionVerb, NamesTheTuneThatIsPlayedAnewAndNoOther) {
  const fs::path unknown = suspect(99, {.transposition = -2, .tempo_ratio = 1.07, .brightness = 0.9});
  const Outcome nobody = trace({"--json", unknown.string()});
  ASSERT_EQ(nobody.exit_code, 0) << nobody.err;
  EXPECT_EQ(json_lines(nobody.out).at(0)["verdict"], "insufficient") << nobody.out;

  const fs::path path = suspect(7, {.transposition = 3, .tempo_ratio = 1.15, .brightness = 0.9});
  const Outcome traced = trace({"--json", path.string()});
  ASSERT_EQ(traced.exit_code, 0) << traced.err;
  const nlohmann::json answer = json_lines(traced.out).at(0);
  EXPECT_EQ(answer["verdict"], "attributed");
  // So mechanical a performance is the recording too, at another speed; the recording tier may say so.
  const nlohmann::json& tier = answer["tiers"]["composition"];
  EXPECT_EQ(tier["recordings"], 30);
  ASSERT_THAT(tier["works"], SizeIs(1)) << traced.out;
  EXPECT_EQ(tier["works"][0]["title"], "tune7");
  EXPECT_GT(tier["works"][0]["share_ppm"], 850'000);
  EXPECT_EQ(tier["works"][0]["share_ppm"].get<int>() + tier["unattributed_ppm"].get<int>(), 1'000'000);
  nlohmann::json match;  // the tier's strongest
  for (const nlohmann::json& one : answer["matches"])
    if (one["tier"] == "composition" && (match.is_null() || one["score"] > match["score"])) match = one;
  ASSERT_FALSE(match.is_null());
  EXPECT_EQ(match["pitch_shift_semitones"], 3.0);
  EXPECT_NEAR(match["tempo_ratio"], 1.15, 0.03);
  EXPECT_NEAR(match["reference_start_s"], match["query_start_s"].get<double>() * 1.15, 1.0);
  EXPECT_EQ(trace({"--json", "--threads", "2", path.string()}).out,
            trace({"--json", "--threads", "1", path.string()}).out);

  catalog_json({"remove", tier["works"][0]["recording_id"].get<std::string>()});
  EXPECT_EQ(json_lines(trace({"--json", path.string()}).out).at(0)["verdict"], "insufficient");
}

class SmallCatalog : public WorkspaceFixture {};

// Nothing in it shows what chance reaches: the standing cohort that is part of the program does.
TEST_F(SmallCatalog, NamesItsOnlyTuneWhereThatIsPlayedAndNowhereElse) {
  write_music(music() / "tune.flac", play(made_up_tune(7, 30), {}), audio::Codec::kFlac);
  catalog_json({"import", music().string()});
  const auto works = [&](std::uint32_t seed) {
    const fs::path path = folder_ / "suspect.mp3";
    write_music(path, play(made_up_tune(seed, 20), {.transposition = 3, .tempo_ratio = 1.15, .brightness = 0.9}),
                audio::Codec::kMp3, 64'000);
    return json_lines(trace({"--json", path.string()}).out).at(0)["tiers"]["composition"]["works"];
  };
  EXPECT_THAT(works(7), SizeIs(1));
  EXPECT_THAT(works(99), SizeIs(0));
}

}  // namespace
}  // namespace tributary::testing
