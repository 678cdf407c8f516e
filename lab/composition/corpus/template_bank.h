// The template bank: the constant-Q spectrum of single notes of the instruments of one or more soundfonts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "tributary/result.h"

namespace tributary::lab {

// The grid of dsp::ConstantQ, which this folder may not include.
inline constexpr std::size_t kTemplateBins = 216;
inline constexpr std::size_t kTemplateBinsPerSemitone = 3;
inline constexpr int kTemplateLowestPitch = 36;  // MIDI key of bin 1
inline constexpr float kTemplateFramesPerSecond = 20;

inline constexpr std::size_t kTemplateMostFrames = 400;

// One key struck in frame 0 at velocity 100, held for sustain_frames, then released.
struct NoteTemplate {
  std::uint8_t pitch = 0;            // MIDI key
  std::uint16_t sustain_frames = 0;  // 1 <= sustain_frames <= frames <= kTemplateMostFrames
  std::uint16_t frames = 0;
  std::vector<std::uint8_t> levels;  // [frames][kTemplateBins], as dsp::ConstantQ gives them

  bool operator==(const NoteTemplate&) const = default;
};

struct Instrument {
  std::string name;
  std::string soundfont;
  std::uint8_t program = 0;  // General MIDI
  bool drum = false;
  std::vector<NoteTemplate> notes;  // increasing pitch

  bool operator==(const Instrument&) const = default;
};

// kInvalidInput where a value is out of range. Nothing is lost.
Result<std::vector<std::byte>> encode_template_bank(std::span<const Instrument> instruments);

// `bytes` may be hostile: kCorrupt or kUnsupported name `name` and the instrument; kLimit where the templates would
// take more than 512 MiB.
Result<std::vector<Instrument>> decode_template_bank(std::span<const std::byte> bytes, const std::string& name);

Result<std::vector<Instrument>> read_template_bank(const std::filesystem::path& path);
Result<void> write_template_bank(const std::filesystem::path& path, std::span<const Instrument> instruments);

}  // namespace tributary::lab
