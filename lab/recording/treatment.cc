#include "lab/recording/treatment.h"

#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "lab/process/process.h"
#include "lab/sound/sound_file.h"

namespace tributary::lab {
namespace {

using Command = std::vector<std::string>;

// A treatment's name is its kind and, behind the first underscore, its strength: "noise_10dB".
std::string kind_of(const std::string& treatment) { return treatment.substr(0, treatment.find('_')); }

std::string strength_of(const std::string& treatment) {
  const std::size_t underscore = treatment.find('_');
  return underscore == std::string::npos ? "" : treatment.substr(underscore + 1);
}

double number_of(const std::string& treatment) { return std::stod(strength_of(treatment)); }

struct ScratchFiles {
  std::filesystem::path before, after;
};

ScratchFiles scratch_files(const TreatmentInput& input) {
  return {input.scratch / "before.wav", input.scratch / "after.wav"};
}

// The excerpt of `input` stretched in time by `source_ratio`, taken through the commands.
Result<Sound> through(const TreatmentInput& input, double source_ratio, float gain,
                      const std::vector<Command>& commands) {
  const Sound before = scaled(slice(input.source, 0, input.length_s * source_ratio), gain);
  TRIBUTARY_TRY(write_wav(scratch_files(input).before, before));
  for (const Command& command : commands) TRIBUTARY_TRY(run_tool(command));
  TRIBUTARY_ASSIGN(const Sound after, read_sound(scratch_files(input).after));
  return to_mono(after);
}

Result<Sound> clean(const std::string&, TreatmentInput& input) {
  return to_mono(slice(input.source, 0, input.length_s));
}

Result<Sound> codec(const std::string& treatment, TreatmentInput& input) {
  static const std::map<std::string, std::pair<std::string, std::string>> kEncoders = {
      {"mp3", {"libmp3lame", "coded.mp3"}}, {"opus", {"libopus", "coded.opus"}}, {"aac", {"aac", "coded.m4a"}}};
  const auto& [encoder, file] = kEncoders.at(kind_of(treatment));
  const ScratchFiles files = scratch_files(input);
  const std::string coded = input.scratch / file;
  const Command ffmpeg = {"ffmpeg", "-v", "error", "-y", "-threads", "1"};
  Command encode = ffmpeg;
  Command decode = ffmpeg;
  for (const std::string& word : {std::string("-i"), files.before.string(), std::string("-c:a"), encoder,
                                  std::string("-b:a"), strength_of(treatment) + "k", coded}) {
    encode.push_back(word);
  }
  for (const std::string& word :
       {std::string("-i"), coded, std::string("-ac"), std::string("2"), std::string("-ar"),
        std::to_string(kSoundRateHz), std::string("-c:a"), std::string("pcm_s16le"), files.after.string()}) {
    decode.push_back(word);
  }
  return through(input, 1, 1, {encode, decode});
}

Result<Sound> noise(const std::string& treatment, TreatmentInput& input) {
  const Sound excerpt = to_mono(slice(input.source, 0, input.length_s));
  Sound hiss{1, std::vector<float>(excerpt.samples.size())};
  for (float& sample : hiss.samples) sample = static_cast<float>(input.noise.normal());
  return mixed(excerpt, hiss, number_of(treatment));
}

Result<Sound> pitch(const std::string& treatment, TreatmentInput& input) {
  const ScratchFiles files = scratch_files(input);
  return through(input, 1, 1, {{"rubberband", "-q", "-p", strength_of(treatment), files.before, files.after}});
}

Result<Sound> tempo(const std::string& treatment, TreatmentInput& input) {
  const ScratchFiles files = scratch_files(input);
  const double ratio = 1 + number_of(treatment) / 100;
  return through(input, ratio, 1,
                 {{"rubberband", "-q", "-T", fmt::format("{:.4f}", ratio), files.before, files.after}});
}

// A sox effect over the whole excerpt.
Result<Sound> sox(TreatmentInput& input, double source_ratio, float gain, const Command& effect) {
  const ScratchFiles files = scratch_files(input);
  Command command = {"sox", "-D", "-V1", files.before, "-b", "16", files.after};
  command.insert(command.end(), effect.begin(), effect.end());
  return through(input, source_ratio, gain, {command});
}

Result<Sound> speed(const std::string& treatment, TreatmentInput& input) {
  const double ratio = 1 + number_of(treatment) / 100;
  return sox(input, ratio, 1, {"speed", fmt::format("{:.4f}", ratio), "rate", "-v", std::to_string(kSoundRateHz)});
}

Result<Sound> lowpass(const std::string& treatment, TreatmentInput& input) {
  return sox(input, 1, 1, {"sinc", "-" + strength_of(treatment)});
}

Result<Sound> reverb(const std::string&, TreatmentInput& input) { return sox(input, 1, 0.5F, {"reverb", "75"}); }

Result<Sound> mix(const std::string& treatment, TreatmentInput& input) {
  const Sound excerpt = to_mono(slice(input.source, 0, input.length_s));
  return mixed(excerpt, fit(std::move(input.company), excerpt.frames()), number_of(treatment));
}

using Treatment = Result<Sound> (*)(const std::string& treatment, TreatmentInput& input);

const std::map<std::string, Treatment>& treatments_by_kind() {
  static const std::map<std::string, Treatment> kTreatments = {
      {"clean", clean}, {"mp3", codec},   {"opus", codec}, {"aac", codec},       {"noise", noise},   {"pitch", pitch},
      {"tempo", tempo}, {"speed", speed}, {"mix", mix},    {"lowpass", lowpass}, {"reverb", reverb}, {"pair", mix}};
  return kTreatments;
}

}  // namespace

const std::vector<std::string>& treatment_names() {
  static const std::vector<std::string> kNames = {
      "clean",     "mp3_128",      "mp3_64",    "mp3_32",    "opus_24",   "aac_48",    "noise_10dB",
      "noise_0dB", "pitch_+1",     "pitch_-1",  "pitch_+2",  "pitch_-2",  "pitch_+3",  "pitch_-3",
      "tempo_+4",  "tempo_-4",     "tempo_+10", "tempo_-10", "tempo_+20", "tempo_-20", "speed_+3",
      "speed_-3",  "lowpass_3500", "reverb",    "mix_0dB",   "mix_-6dB",  "pair_0dB"};
  return kNames;
}

bool needs_company(const std::string& treatment) { return kind_of(treatment) == "mix" || kind_of(treatment) == "pair"; }

Result<Sound> treated(const std::string& treatment, TreatmentInput input) {
  const auto& names = treatment_names();
  if (std::find(names.begin(), names.end(), treatment) == names.end()) {
    return Error{ErrorCode::kInvalidInput, "no such treatment: " + treatment};
  }
  TRIBUTARY_ASSIGN(Sound sound, treatments_by_kind().at(kind_of(treatment))(treatment, input));
  return fit(std::move(sound), frames_of(input.length_s));
}

Result<void> check_tools(const std::vector<std::string>& treatments) {
  static const std::map<std::string, Command> kProbes = {
      {"mp3", {"ffmpeg", "-version"}},        {"opus", {"ffmpeg", "-version"}},       {"aac", {"ffmpeg", "-version"}},
      {"pitch", {"rubberband", "--version"}}, {"tempo", {"rubberband", "--version"}}, {"speed", {"sox", "--version"}},
      {"lowpass", {"sox", "--version"}},      {"reverb", {"sox", "--version"}}};
  for (const std::string& treatment : treatments) {
    const auto probe = kProbes.find(kind_of(treatment));
    if (probe == kProbes.end()) continue;
    if (auto found = run_program(probe->second); !found) return in_context(found.error(), "treatment " + treatment);
  }
  return {};
}

}  // namespace tributary::lab
