#include "lab/render/template_maker.h"

#include <algorithm>

#include "audio/resampler.h"
#include "dsp/constant_q.h"
#include "lab/render/stateful_jobs.h"

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

Result<Instrument> make_instrument(Synthesizer& synthesizer, const std::string& soundfont, Sounding sounding,
                                   int key_step) {
  Instrument instrument{synthesizer.instrument_name(sounding), soundfont, sounding.program, sounding.drum, {}};
  if (instrument.name.empty()) return instrument;
  const int lowest = sounding.drum ? kLowestDrum : kLowestKey;
  const int highest = sounding.drum ? kHighestDrum : kHighestKey;
  for (int key = lowest; key <= highest; key += sounding.drum ? 1 : key_step) {
    TRIBUTARY_ASSIGN(NoteTemplate note, make_template(synthesizer, sounding, static_cast<std::uint8_t>(key)));
    if (note.frames > 0) instrument.notes.push_back(std::move(note));
  }
  return instrument;
}

Result<std::vector<Instrument>> make_template_bank(const std::filesystem::path& soundfont, int key_step,
                                                   std::size_t threads,
                                                   const std::function<void(std::size_t, std::size_t)>& progress) {
  constexpr std::size_t kInstruments = kPrograms + 1;
  std::vector<Instrument> made(kInstruments);
  TRIBUTARY_TRY(run_with_state<Synthesizer>(
      kInstruments, threads, [&] { return Synthesizer::open(soundfont); },
      [&](Synthesizer& synthesizer, std::size_t i) -> Result<void> {
        const bool drum = i == kPrograms;
        const Sounding sounding{static_cast<std::uint8_t>(drum ? 0 : i), drum};
        TRIBUTARY_ASSIGN(made[i], make_instrument(synthesizer, soundfont.filename().string(), sounding, key_step));
        progress(i + 1, kInstruments);
        return {};
      }));
  std::erase_if(made, [](const Instrument& instrument) { return instrument.notes.empty(); });
  if (made.empty()) return Error{ErrorCode::kInvalidInput, soundfont.string() + ": has no General MIDI instrument"};
  return made;
}

}  // namespace tributary::lab
