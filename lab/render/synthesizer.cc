#include "lab/render/synthesizer.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include <fluidsynth.h>

namespace tributary::lab {
namespace {

constexpr int kChannels = 256;
constexpr int kDrumBank = 128;

struct DeleteSettings {
  void operator()(fluid_settings_t* settings) const { delete_fluid_settings(settings); }
};
struct DeleteSynth {
  void operator()(fluid_synth_t* synth) const { delete_fluid_synth(synth); }
};

std::unique_ptr<fluid_settings_t, DeleteSettings> offline_settings() {
  std::unique_ptr<fluid_settings_t, DeleteSettings> settings(new_fluid_settings());
  fluid_settings_setnum(settings.get(), "synth.sample-rate", Synthesizer::kRateHz);
  fluid_settings_setnum(settings.get(), "synth.gain", 0.5);
  fluid_settings_setint(settings.get(), "synth.midi-channels", kChannels);
  fluid_settings_setint(settings.get(), "synth.polyphony", 2048);
  fluid_settings_setint(settings.get(), "synth.reverb.active", 0);
  fluid_settings_setint(settings.get(), "synth.chorus.active", 0);
  fluid_settings_setint(settings.get(), "synth.cpu-cores", 1);
  return settings;
}

std::size_t sample_at(double time_s) { return static_cast<std::size_t>(std::llround(time_s * Synthesizer::kRateHz)); }

// A key going down or up.
struct KeyEvent {
  std::size_t sample = 0;
  bool down = false;  // releases come first, so that a repeated key sounds again
  int channel = 0;
  int key = 0;
  int velocity = 0;

  bool operator<(const KeyEvent& other) const {
    return std::tie(sample, down, channel, key, velocity) <
           std::tie(other.sample, other.down, other.channel, other.key, other.velocity);
  }
};

}  // namespace

struct Synthesizer::State {
  std::unique_ptr<fluid_settings_t, DeleteSettings> settings = offline_settings();
  std::unique_ptr<fluid_synth_t, DeleteSynth> synth{new_fluid_synth(settings.get())};
  int soundfont = FLUID_FAILED;

  fluid_preset_t* preset(Sounding sounding) {
    fluid_sfont_t* font = fluid_synth_get_sfont_by_id(synth.get(), soundfont);
    return sounding.drum ? fluid_sfont_get_preset(font, kDrumBank, 0)
                         : fluid_sfont_get_preset(font, 0, sounding.program);
  }

  // Puts the instrument of each voice on a channel of its own and gives the key events of those that sound.
  std::vector<KeyEvent> arrange(std::span<const Note> notes) {
    std::map<std::tuple<std::uint8_t, std::uint8_t, bool>, int> channels;
    std::vector<KeyEvent> events;
    for (const Note& note : notes) {
      const auto [entry, added] = channels.try_emplace({note.part, note.program, note.drum}, -1);
      if (added && static_cast<int>(channels.size()) <= kChannels) {
        const int channel = static_cast<int>(channels.size()) - 1;
        if (select(channel, Sounding{note.program, note.drum})) entry->second = channel;
      }
      if (entry->second < 0) continue;
      const double end_s = static_cast<double>(note.onset_s) + static_cast<double>(note.duration_s);
      events.push_back({sample_at(static_cast<double>(note.onset_s)), true, entry->second, note.pitch, note.velocity});
      events.push_back({sample_at(end_s), false, entry->second, note.pitch, 0});
    }
    std::sort(events.begin(), events.end());
    return events;
  }

  bool select(int channel, Sounding sounding) {
    if (preset(sounding) == nullptr) return false;
    fluid_synth_set_channel_type(synth.get(), channel, sounding.drum ? CHANNEL_TYPE_DRUM : CHANNEL_TYPE_MELODIC);
    return fluid_synth_program_select(synth.get(), channel, soundfont, sounding.drum ? kDrumBank : 0,
                                      sounding.drum ? 0 : sounding.program) == FLUID_OK;
  }

  // FluidSynth's own reset lets voices fade away; a new synthesizer with the same SoundFont has none.
  void reset() {
    fluid_sfont_t* font = fluid_synth_get_sfont_by_id(synth.get(), soundfont);
    fluid_synth_remove_sfont(synth.get(), font);
    synth.reset(new_fluid_synth(settings.get()));
    soundfont = fluid_synth_add_sfont(synth.get(), font);
  }

  void write(std::size_t count, std::vector<float>& out) {
    std::vector<float> left(count);
    std::vector<float> right(count);
    fluid_synth_write_float(synth.get(), static_cast<int>(count), left.data(), 0, 1, right.data(), 0, 1);
    for (std::size_t i = 0; i < count; ++i) out.push_back(0.5F * (left[i] + right[i]));
  }
};

Synthesizer::Synthesizer(std::unique_ptr<State> state) : state_(std::move(state)) {}
Synthesizer::Synthesizer(Synthesizer&&) noexcept = default;
Synthesizer& Synthesizer::operator=(Synthesizer&&) noexcept = default;
Synthesizer::~Synthesizer() = default;

Result<Synthesizer> Synthesizer::open(const std::filesystem::path& soundfont) {
  if (!std::filesystem::is_regular_file(soundfont))
    return Error{ErrorCode::kNotFound, soundfont.string() + ": there is no such SoundFont"};
  for (const int level : {FLUID_PANIC, FLUID_ERR, FLUID_WARN, FLUID_INFO, FLUID_DBG})
    fluid_set_log_function(level, nullptr, nullptr);
  auto state = std::make_unique<State>();
  state->soundfont = fluid_synth_sfload(state->synth.get(), soundfont.c_str(), 1);
  if (state->soundfont == FLUID_FAILED)
    return Error{ErrorCode::kCorrupt, soundfont.string() + ": FluidSynth cannot read it as a SoundFont"};
  return Synthesizer(std::move(state));
}

std::string Synthesizer::instrument_name(Sounding sounding) {
  fluid_preset_t* preset = state_->preset(sounding);
  return preset == nullptr ? std::string() : std::string(fluid_preset_get_name(preset));
}

std::vector<float> Synthesizer::play(std::span<const Note> notes, double duration_s) {
  state_->reset();
  fluid_synth_t* synth = state_->synth.get();
  const std::vector<KeyEvent> events = state_->arrange(notes);
  const std::size_t end = sample_at(duration_s);
  std::vector<float> samples;
  samples.reserve(end);
  for (const KeyEvent& event : events) {
    if (event.sample >= end) break;
    if (event.sample > samples.size()) state_->write(event.sample - samples.size(), samples);
    if (event.down)
      fluid_synth_noteon(synth, event.channel, event.key, event.velocity);
    else
      fluid_synth_noteoff(synth, event.channel, event.key);
  }
  if (end > samples.size()) state_->write(end - samples.size(), samples);
  return samples;
}

}  // namespace tributary::lab
