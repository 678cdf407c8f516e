#include "lab/render/template_maker.h"

#include <algorithm>
#include <atomic>
#include <optional>

#include "audio/resampler.h"
#include "base/parallel.h"
#include "dsp/constant_q.h"

namespace tributary::lab {
namespace {

static_assert(kTemplateBins == dsp::kConstantQBins && kTemplateLowestPitch == dsp::kConstantQLowestPitch);

constexpr float kHold_s = 2;
constexpr float kRelease_s = 0.5F;
constexpr auto kSustainFrames = static_cast<std::uint16_t>(kHold_s * kTemplateFramesPerSecond);
constexpr auto kFrames = static_cast<std::uint16_t>((kHold_s + kRelease_s) * kTemplateFramesPerSecond);
constexpr int kRangeLevels = static_cast<int>(60 / dsp::kConstantQLevelStepDb);
constexpr int kPrograms = 128;
constexpr int kLowestKey = 24;
constexpr int kHighestKey = 105;
constexpr int kKeyStep = 3;
constexpr int kLowestDrum = 35;
constexpr int kHighestDrum = 81;

void keep_loudest(std::vector<std::uint8_t>& levels) {
  const int loudest = levels.empty() ? 0 : *std::max_element(levels.begin(), levels.end());
  for (std::uint8_t& level : levels)
    if (level < loudest - kRangeLevels) level = 0;
}

bool is_silent(std::span<const std::uint8_t> levels) {
  return std::all_of(levels.begin(), levels.end(), [](std::uint8_t level) { return level == 0; });
}

Result<Instrument> make_instrument(Synthesizer& synthesizer, const std::string& soundfont, Sounding sounding) {
  Instrument instrument{synthesizer.instrument_name(sounding), soundfont, sounding.program, sounding.drum, {}};
  if (instrument.name.empty()) return instrument;
  const int lowest = sounding.drum ? kLowestDrum : kLowestKey;
  const int highest = sounding.drum ? kHighestDrum : kHighestKey;
  for (int key = lowest; key <= highest; key += sounding.drum ? 1 : kKeyStep) {
    TRIBUTARY_ASSIGN(NoteTemplate note, make_template(synthesizer, sounding, static_cast<std::uint8_t>(key)));
    if (note.frames > 0) instrument.notes.push_back(std::move(note));
  }
  return instrument;
}

}  // namespace

Result<NoteTemplate> make_template(Synthesizer& synthesizer, Sounding sounding, std::uint8_t pitch) {
  constexpr double kBehind_s = 0.3;  // the window of the last frame reaches as far
  const Note note{0, kHold_s, pitch, 100, 0, sounding.program, sounding.drum};
  const std::vector<float> played =
      synthesizer.play(std::span(&note, 1), static_cast<double>(kHold_s + kRelease_s) + kBehind_s);
  TRIBUTARY_ASSIGN(const std::vector<float> samples,
                   audio::convert_rate(played, 1, Synthesizer::kRateHz, dsp::kConstantQRateHz, "a note"));
  dsp::ConstantQ constant_q;
  constant_q.add(samples);
  NoteTemplate result{pitch, kSustainFrames, kFrames, std::move(constant_q.finish().levels)};
  result.levels.resize(kFrames * kTemplateBins);
  keep_loudest(result.levels);
  if (is_silent(result.levels)) return NoteTemplate{pitch, 0, 0, {}};
  while (result.frames > result.sustain_frames && is_silent(std::span(result.levels).last(kTemplateBins))) {
    --result.frames;
    result.levels.resize(result.frames * kTemplateBins);
  }
  return result;
}

Result<std::vector<Instrument>> make_template_bank(const std::filesystem::path& soundfont, std::size_t threads,
                                                   const std::function<void(std::size_t, std::size_t)>& progress) {
  constexpr std::size_t kInstruments = kPrograms + 1;
  std::vector<Instrument> made(kInstruments);
  std::vector<std::optional<Error>> failures(threads);
  std::atomic<std::size_t> next{0};
  base::parallel_for(threads, threads, [&](std::size_t thread) {
    auto synthesizer = Synthesizer::open(soundfont);
    if (!synthesizer) {
      failures[thread] = synthesizer.error();
      return;
    }
    for (std::size_t i = next++; i < kInstruments; i = next++) {
      const bool drum = i == kPrograms;
      auto instrument = make_instrument(*synthesizer, soundfont.filename().string(),
                                        Sounding{static_cast<std::uint8_t>(drum ? 0 : i), drum});
      if (!instrument) {
        failures[thread] = instrument.error();
        return;
      }
      made[i] = std::move(*instrument);
      progress(i + 1, kInstruments);
    }
  });
  for (const auto& failure : failures)
    if (failure) return *failure;
  std::erase_if(made, [](const Instrument& instrument) { return instrument.notes.empty(); });
  if (made.empty()) return Error{ErrorCode::kInvalidInput, soundfont.string() + ": has no General MIDI instrument"};
  return made;
}

}  // namespace tributary::lab
