// Activations: what a layer of a network gives for each moment and pitch.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <span>
#include <utility>
#include <vector>

namespace tributary::encoder {

// Leaves values that are not given as the memory holds them.
template <typename T>
struct UnfilledAllocator : std::allocator<T> {
  template <typename U>
  struct rebind {
    using other = UnfilledAllocator<U>;
  };

  template <typename U>
  void construct(U* place) noexcept {
    ::new (static_cast<void*>(place)) U;
  }
  template <typename U, typename... Arguments>
  void construct(U* place, Arguments&&... arguments) {
    ::new (static_cast<void*>(place)) U(std::forward<Arguments>(arguments)...);
  }
};

// [time][pitch][channels], contiguous.
struct Activations {
  std::int64_t time = 0;
  std::int64_t pitch = 0;
  std::int64_t channels = 0;
  std::vector<float, UnfilledAllocator<float>> values;

  // Zeros.
  static Activations sized(std::int64_t time, std::int64_t pitch, std::int64_t channels) {
    Activations result{time, pitch, channels, {}};
    result.values.assign(static_cast<std::size_t>(time * pitch * channels), 0.0F);
    return result;
  }
  // For who writes all of them.
  static Activations unfilled(std::int64_t time, std::int64_t pitch, std::int64_t channels) {
    Activations result{time, pitch, channels, {}};
    result.values.resize(static_cast<std::size_t>(time * pitch * channels));
    return result;
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
