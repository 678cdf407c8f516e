// Activations: what a layer of a network gives for each moment and pitch.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace tributary::encoder {

// [time][pitch][channels], contiguous.
struct Activations {
  std::int64_t time = 0;
  std::int64_t pitch = 0;
  std::int64_t channels = 0;
  std::vector<float> values;

  static Activations sized(std::int64_t time, std::int64_t pitch, std::int64_t channels) {
    return {time, pitch, channels, std::vector<float>(static_cast<std::size_t>(time * pitch * channels))};
  }
  std::span<float> at(std::int64_t t, std::int64_t p) {
    return std::span(values).subspan(static_cast<std::size_t>((t * pitch + p) * channels),
                                     static_cast<std::size_t>(channels));
  }
  std::span<const float> at(std::int64_t t, std::int64_t p) const {
    return std::span(values).subspan(static_cast<std::size_t>((t * pitch + p) * channels),
                                     static_cast<std::size_t>(channels));
  }
};

}  // namespace tributary::encoder
